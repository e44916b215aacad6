//! What a scanner on the network says of itself: any bytes at all, and what is made of them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sportello_core::scanning::devices::{
    Wanted,
    escl::{capabilities, location, settings::Settings, status, xml},
};

fuzz_target!(|bytes: &[u8]| {
    let _ = xml::parse(bytes);
    if let Ok(description) = capabilities::parse(bytes) {
        for input in &description.feeds {
            let mut asked = Settings::nearest(&description, input.offer.feed, &Wanted::default()).ok();
            while let Some(settings) = asked {
                // Whatever was read, the request is a document that any scanner can read.
                xml::parse(settings.xml().as_bytes()).expect("a request");
                asked = settings.humbler();
            }
        }
    }
    if let Ok(status) = status::parse(bytes) {
        for job in &status.jobs {
            let _ = (job.fault(), status.job(&job.uri));
        }
    }
    if let Ok(path) = location::path(&String::from_utf8_lossy(bytes), "/eSCL/ScanJobs") {
        assert!(path.starts_with('/') && path.is_ascii());
    }
});
