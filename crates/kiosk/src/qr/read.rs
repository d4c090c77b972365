//! Codes that a camera took.

use std::{io::Cursor, panic};

use image::{GrayImage, ImageFormat, ImageReader, Limits};

/// A photograph of a phone has 4,000 to 9,000 pixels on its longer side.
const LONGEST_SIDE: u32 = 16_384;
/// Bytes of memory that reading one image may take.
const MEMORY: u64 = 512 << 20;

/// Whether a file is an image that can be read for codes.
pub(crate) fn is_image(bytes: &[u8]) -> bool {
    matches!(image::guess_format(bytes), Ok(ImageFormat::Png | ImageFormat::Jpeg))
}

/// The texts of all codes in an image; `None` where it is no image that can be read.
pub(crate) fn texts_in(bytes: &[u8]) -> Option<Vec<String>> {
    let image = decoded(bytes)?;
    // A library for pictures meets whatever a camera makes: where it stops, the picture holds no code for us.
    Some(panic::catch_unwind(|| texts_of(&image)).unwrap_or_default())
}

fn decoded(bytes: &[u8]) -> Option<GrayImage> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    Some(reader.decode().ok()?.into_luma8())
}

fn texts_of(image: &GrayImage) -> Vec<String> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let light = |x: usize, y: usize| {
        let (x, y) = (u32::try_from(x).unwrap_or(u32::MAX), u32::try_from(y).unwrap_or(u32::MAX));
        image.get_pixel_checked(x, y).map_or(u8::MAX, |pixel| pixel.0[0])
    };
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, light);
    prepared.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

#[cfg(test)]
mod tests {
    use image::{Luma, imageops};

    use super::*;
    use crate::qr::{PIECE_IN_FILE, to_png};

    fn frames() -> Vec<String> {
        let content: Vec<u8> = (0..1500_u32).map(|n| (n * 31 % 251) as u8).collect();
        wire::qr::split(&content, PIECE_IN_FILE).unwrap()
    }

    fn png_of(image: &GrayImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    #[test]
    fn what_was_drawn_is_read() {
        for frame in frames() {
            let png = to_png(&frame).unwrap();
            assert!(is_image(&png));
            assert_eq!(texts_in(&png), Some(vec![frame]));
        }
    }

    #[test]
    fn a_photograph_that_is_turned_grey_and_off_centre_is_read() {
        let frame = frames().remove(0);
        let drawn = imageops::rotate90(&decoded(&to_png(&frame).unwrap()).unwrap());
        let mut photograph = GrayImage::from_fn(1600, 1200, |x, y| Luma([(90 + (x + y) % 40) as u8]));
        imageops::overlay(&mut photograph, &imageops::colorops::contrast(&drawn, -30.0), 300, 120);
        assert_eq!(texts_in(&png_of(&photograph)), Some(vec![frame]));
    }

    #[test]
    fn an_image_without_a_code_has_none_and_another_file_is_no_image() {
        assert_eq!(texts_in(&png_of(&GrayImage::from_pixel(200, 200, Luma([200])))), Some(Vec::new()));
        assert!(!is_image(b"rantau-bundle"));
        let png = to_png("RTN1:0").unwrap();
        assert_eq!(texts_in(&png[..png.len() / 2]), None, "half an image");
    }
}
