//! What is to be photographed: an invitation, the secret of a second factor.

use std::io::{Cursor, IsTerminal};

use image::{GrayImage, ImageFormat, Luma};
use qrcode::{Color, EcLevel, QrCode, render::unicode::Dense1x2};

use crate::{Error, Result};

/// Of each side, in modules: less, and cameras do not find the code.
const MARGIN: u32 = 4;
/// The side of a module in an image file, in pixels.
const MODULE: u32 = 8;
/// What a code begins its lines with on a terminal, and ends them with.
pub(in crate::command) const BLACK_ON_WHITE: &str = "\u{1b}[30;107m";
/// As before.
pub(in crate::command) const PLAIN: &str = "\u{1b}[0m";

/// A code in half blocks, two modules in one character: black on white where this is a terminal that knows colours, else
/// as on a dark one.
pub(in crate::command) fn for_terminal(text: &str) -> Result<String> {
    let code = code(text)?;
    let mut renderer = code.render::<Dense1x2>();
    let colours = std::io::stdout().is_terminal();
    if !colours {
        renderer.dark_color(Dense1x2::Light).light_color(Dense1x2::Dark);
    }
    let drawn = renderer.quiet_zone(true).build();
    let coloured = |line: &str| if colours { format!("{BLACK_ON_WHITE}{line}{PLAIN}\n") } else { format!("{line}\n") };
    Ok(drawn.lines().map(coloured).collect())
}

/// A code as a PNG file.
pub(super) fn png(text: &str) -> Result<Vec<u8>> {
    let mut png = Cursor::new(Vec::new());
    let failed = |error: image::ImageError| Error::Usage(error.to_string());
    drawn(&code(text)?).write_to(&mut png, ImageFormat::Png).map_err(failed)?;
    Ok(png.into_inner())
}

fn drawn(code: &QrCode) -> GrayImage {
    let (width, colours) = (code.width(), code.to_colors());
    let side = (u32::try_from(width).unwrap_or(u32::MAX) + 2 * MARGIN) * MODULE;
    GrayImage::from_fn(side, side, |x, y| {
        let module = |at: u32| (at / MODULE).checked_sub(MARGIN).map(|at| at as usize).filter(|at| *at < width);
        let at = module(x).zip(module(y)).map(|(x, y)| y * width + x);
        let colour = at.and_then(|at| colours.get(at)).copied().unwrap_or(Color::Light);
        Luma([colour.select(0, 255)])
    })
}

/// At level M a code is read with 15 % of it hidden.
fn code(text: &str) -> Result<QrCode> {
    QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| {
        Error::Usage("that is too much for a QR code: an invitation with fewer addresses is not".to_owned())
    })
}
