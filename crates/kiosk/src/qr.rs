//! QR codes: on a terminal, as image files, and read from what a camera took.
//!
//! The frames themselves are `wire::qr`; here they meet light and lens. Reading from files leaves the camera to the
//! program that every phone and laptop has; a camera of our own was refused, for it would bring a driver for each system.

mod draw;
mod read;

pub(crate) use draw::{PIECE_IN_FILE, PIECE_ON_SCREEN, on_terminal, to_png};
pub(crate) use read::{is_image, texts_in};
