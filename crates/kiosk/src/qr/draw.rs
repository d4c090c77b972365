//! Codes to be seen.

use image::{GrayImage, Luma};
use qrcode::{Color, EcLevel, QrCode, render::unicode::Dense1x2};

use crate::{
    failure::{Failure, Result},
    page::Colours,
    text,
};

/// Bytes of a bundle in a code on a terminal: one of 77 columns with its margin, so that it fits into 80.
pub(crate) const PIECE_ON_SCREEN: usize = 290;
/// Bytes of a bundle in a code of an image file, which a phone shows as large as its screen.
pub(crate) const PIECE_IN_FILE: usize = 600;

/// Of each side, in modules: less, and cameras do not find the code.
const MARGIN: u32 = 4;
/// The side of a module in an image file, in pixels.
const MODULE: u32 = 6;

/// Black on white whatever the colours of the terminal are; where it has none, as on a dark one.
const BLACK_ON_WHITE: anstyle::Style = anstyle::Style::new()
    .fg_color(Some(anstyle::Color::Ansi(anstyle::AnsiColor::Black)))
    .bg_color(Some(anstyle::Color::Ansi(anstyle::AnsiColor::BrightWhite)));

/// The lines of a code in half blocks: two modules in one character.
pub(crate) fn on_terminal(text: &str, colours: Colours) -> Result<Vec<String>> {
    let code = code(text)?;
    let mut renderer = code.render::<Dense1x2>();
    if colours == Colours::Off {
        renderer.dark_color(Dense1x2::Light).light_color(Dense1x2::Dark);
    }
    let drawn = renderer.quiet_zone(true).build();
    Ok(drawn.lines().map(|line| coloured(line, colours)).collect())
}

fn coloured(line: &str, colours: Colours) -> String {
    match colours {
        Colours::On => format!("{BLACK_ON_WHITE}{line}{BLACK_ON_WHITE:#}"),
        Colours::Off => line.to_owned(),
    }
}

/// A code as a PNG file.
pub(crate) fn to_png(text: &str) -> Result<Vec<u8>> {
    let code = code(text)?;
    let mut png = Vec::new();
    drawn(&code)
        .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
        .map_err(|_| Failure::new("internal", text::INTERNAL, text::INTERNAL_NEXT))?;
    Ok(png)
}

fn drawn(code: &QrCode) -> GrayImage {
    let width = code.width();
    let colours = code.to_colors();
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
    QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|_| Failure::new("too_large_for_qr", text::QR_TOO_LARGE, text::QR_TOO_LARGE_NEXT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::WIDTH;

    #[test]
    fn a_full_frame_fits_into_a_terminal_of_80_columns() {
        let frames = wire::qr::split(&[0xa5; PIECE_ON_SCREEN * 2], PIECE_ON_SCREEN).unwrap();
        for colours in [Colours::On, Colours::Off] {
            let lines = on_terminal(&frames[0], colours).unwrap();
            let bare = lines.iter().map(|line| line.chars().filter(|c| matches!(c, ' ' | '▀' | '▄' | '█')).count());
            assert!(bare.clone().all(|columns| columns <= usize::from(WIDTH)), "{:?}", bare.max());
            assert!(lines.len() <= 40, "{} lines", lines.len());
        }
    }
}
