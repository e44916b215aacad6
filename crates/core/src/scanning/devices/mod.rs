//! The scanners of the counter, behind one trait: eSCL on the network, SANE on Linux, WIA on Windows.
//!
//! A [`Source`] is asked what it can do and in what state it is; a [`Job`] hands over one page after the other, each
//! before the next is asked for, so that what came before a jam is kept. What goes wrong is a [`DeviceFault`].

mod fault;
mod source;
mod types;

pub use fault::DeviceFault;
pub use source::{Answer, Job, Source};
pub use types::*;
