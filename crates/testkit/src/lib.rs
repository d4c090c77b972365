//! Invented people, bad lines, poisonous changes and running programs, for tests only.
//!
//! - [`people`]: workers of two islands that do not exist, the same for the same seed
//! - [`link`]: the line between a village and the province: slow, far and cut off when it hurts
//! - [`disk`]: the disk under SQLite, which loses its power in the middle of things
//! - [`process`]: our programs as real processes that can be waited for, stopped and killed
//! - [`poison`]: changes that would harm a document
//! - [`soak`]: whether a test that draws its cases goes on for hours
//! - [`frames`]: changes cut into pieces as large as a frame
//! - [`deployment`]: a province with its registry and devices, made of such processes
//!
//! Nothing here is used by a program that serves people; what goes wrong here stops the test.

pub mod deployment;
pub mod disk;
pub mod frames;
pub mod link;
pub mod people;
pub mod poison;
pub mod process;
pub mod soak;
