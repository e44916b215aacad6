//! Scanners of Windows, by Windows Image Acquisition 2.0. It cannot be run on Linux; what its numbers mean can be tested.

mod callback;
pub mod mapping;
#[cfg(windows)]
mod scanner;

#[cfg(windows)]
pub use scanner::{Scanner, devices};
