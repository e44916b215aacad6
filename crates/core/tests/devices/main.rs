//! Scanners on the network: an invented one with all the ways of real ones.

#[cfg(target_os = "linux")]
mod airscan;
mod counter;
mod ends;
#[path = "../escl_scanner/mod.rs"]
mod escl_scanner;
mod faults;
mod named;
mod protection;
#[cfg(target_os = "linux")]
mod sane;
mod words;
