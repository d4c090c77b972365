//! `rantau bundle out` and `rantau bundle qr`.

use std::path::{Path, PathBuf};

use client_core::{
    Clock, SystemClock,
    bundle::{self, Content, Outgoing},
};
use serde::Serialize;
use wire::bundle::Bundle;

use crate::{
    device::Device,
    failure::{Failure, Result},
    file,
    lang::Lang,
    moment,
    output::{Answer, Reply},
    page::Page,
    progress::Meter,
    qr, record, text,
};

/// Put what is not known to have arrived into a file, or into QR codes
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file, or a folder such as a stick: the file then gets a dated name that says nothing of anybody
    #[arg(value_name = "FILE|FOLDER", required_unless_present = "qr")]
    to: Option<PathBuf>,
    /// One record alone: its id, the beginning of it, or words that only one person has
    #[arg(long, value_name = "ID")]
    record: Option<String>,
    /// As QR codes, on the terminal or with --png
    #[arg(long, requires = "record", conflicts_with = "to")]
    qr: bool,
    /// QR codes as images in this folder
    #[arg(long, value_name = "FOLDER", requires = "qr")]
    png: Option<PathBuf>,
}

/// Show a bundle as QR codes, such as an answer that is to go back to a device
#[derive(Debug, clap::Args)]
pub(crate) struct QrArgs {
    /// The bundle
    file: PathBuf,
    /// As images in this folder
    #[arg(long, value_name = "FOLDER")]
    png: Option<PathBuf>,
}

/// What was made.
#[derive(Debug, Serialize)]
struct Made {
    bundles: Vec<One>,
}

#[derive(Debug, Serialize)]
struct One {
    /// How many changes are in it; `None` where another device sealed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<u64>,
    bytes: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<PathBuf>,
    /// The texts of the QR codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    frames: Vec<String>,
    /// The images of the QR codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    images: Vec<PathBuf>,
}

pub(super) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    let content = match &args.record {
        Some(named) => Content::Record(record::find(&device.store, named)?),
        None => Content::Everything,
    };
    let meter = Meter::new(&device.output);
    let made = bundle::out(&mut device.store, content, &mut |progress| meter.show(&progress));
    meter.end();
    let made = made?;
    if args.qr && made.iter().all(|outgoing| outgoing.changes == 0) {
        return Err(Failure::new("nothing_to_send", text::NOTHING_TO_SEND, text::NOTHING_TO_SEND_NEXT));
    }
    let save = |(at, outgoing): (usize, Outgoing)| args.one(at, outgoing);
    device.reply(&Made { bundles: made.into_iter().enumerate().map(save).collect::<Result<_>>()? })
}

pub(super) fn show(args: &QrArgs, device: &Device) -> Result<Reply> {
    let bundle = Bundle::from_bytes(&file::read(&args.file)?).map_err(bundle::Problem::from);
    let bundle = bundle.map_err(client_core::Error::from)?;
    device.reply(&Made { bundles: vec![One::in_codes(&bundle, args.png.as_deref(), None)?] })
}

impl Args {
    /// Brings one bundle to where it is to go. A second one, of an earlier life of the database, has a name of its own.
    fn one(&self, at: usize, Outgoing { bundle, changes }: Outgoing) -> Result<One> {
        let Some(to) = self.to.as_deref().filter(|_| !self.qr) else {
            return One::in_codes(&bundle, self.png.as_deref(), Some(changes));
        };
        let path = match (to.is_dir(), at) {
            (true, _) => to.join(name(&bundle)),
            (false, 0) => to.to_owned(),
            (false, at) => to.with_extension(format!("{}.bundle", at + 1)),
        };
        let bytes = bundle.to_bytes();
        file::write_new(&path, &bytes)?;
        Ok(One { changes: Some(changes), bytes: bytes.len(), file: Some(path), frames: Vec::new(), images: Vec::new() })
    }
}

impl One {
    fn in_codes(bundle: &Bundle, png: Option<&Path>, changes: Option<u64>) -> Result<Self> {
        let bytes = bundle.to_bytes();
        let piece = if png.is_some() { qr::PIECE_IN_FILE } else { qr::PIECE_ON_SCREEN };
        let frames = wire::qr::split(&bytes, piece)
            .map_err(|_| Failure::new("too_large_for_qr", text::QR_TOO_LARGE, text::QR_TOO_LARGE_NEXT))?;
        let images = png.map_or(Ok(Vec::new()), |folder| draw(bundle, &frames, folder))?;
        Ok(Self { changes, bytes: bytes.len(), file: None, frames, images })
    }
}

fn draw(bundle: &Bundle, frames: &[String], folder: &Path) -> Result<Vec<PathBuf>> {
    let (name, of) = (name(bundle), frames.len());
    let stem = name.trim_end_matches(".bundle");
    let image = |(number, frame): (usize, &String)| {
        let path = folder.join(format!("{stem}-{number}-{of}.png"));
        file::write_new(&path, &qr::to_png(frame)?)?;
        Ok(path)
    };
    (1..).zip(frames).map(image).collect()
}

fn name(bundle: &Bundle) -> String {
    bundle.head.file_name(&moment::day(SystemClock.now()))
}

impl Answer for Made {
    fn page(&self, page: &mut Page) {
        for one in &self.bundles {
            one.page(page);
        }
        page.line(&page.lang().say(text::BUNDLE_OUT_NEXT));
    }
}

impl One {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        let size = self.size(lang);
        if let Some(file) = &self.file {
            page.line(&lang.tell(text::BUNDLE_WRITTEN, &[&file.display(), &size]));
        } else if self.images.is_empty() {
            self.codes(page);
        } else {
            self.images.iter().for_each(|image| page.item(&image.display().to_string()));
        }
    }

    fn size(&self, lang: Lang) -> String {
        match self.changes {
            Some(changes) => lang.tell(text::CHANGES_AND_BYTES, &[&changes, &self.bytes]),
            None => lang.tell(text::N_BYTES, &[&self.bytes]),
        }
    }

    fn codes(&self, page: &mut Page) {
        for (number, frame) in (1..).zip(&self.frames) {
            page.heading(&page.lang().tell(text::QR_N_OF, &[&number, &self.frames.len()]));
            // A frame of this length always makes a code.
            let lines = qr::on_terminal(frame, page.colours()).unwrap_or_default();
            page.picture(&lines);
        }
    }
}
