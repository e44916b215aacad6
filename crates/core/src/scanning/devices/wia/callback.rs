//! What Windows calls while it scans: a panic must not leave it, since unwinding through COM ends the program.
#![cfg_attr(not(windows), allow(dead_code, reason = "only Windows calls back; the tests run everywhere"))]

use crate::scanning::devices::{DeviceFault, ScannedPage};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The page that is made of a picture's bytes; one over which a decoder stumbles is damaged.
pub(super) fn page(make: impl FnOnce() -> Result<ScannedPage, DeviceFault>) -> Result<ScannedPage, DeviceFault> {
    catch_unwind(AssertUnwindSafe(make)).unwrap_or(Err(DeviceFault::DamagedPage))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoder_that_panics_costs_its_page_only() {
        let stumbles = page(|| Err(if Vec::<u8>::new()[0] == 0 { DeviceFault::Busy } else { DeviceFault::Jam }));
        assert_eq!(stumbles, Err(DeviceFault::DamagedPage));
        assert_eq!(page(|| Err(DeviceFault::TooLarge)), Err(DeviceFault::TooLarge), "what is said is passed on");
    }
}
