//! The inputs from which `cargo xtask fuzz` begins, each through the parser that it is for. All of them are invented.

use jiff::civil::date;
use sportello_core::{
    pages, reading,
    scanning::whole::{self, Refusal, Verdict},
};
use sportello_protocol::documents::MediaType;
use std::{fs, path::Path};

/// The seeds of a target by name; a seed that is missing fails the test that names it.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(target);
    let files = fs::read_dir(folder).expect("the seeds are there").map(|file| file.expect("a file").path());
    let mut seeds: Vec<(String, Vec<u8>)> = files
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), fs::read(&path).expect("read")))
        .collect();
    seeds.sort();
    seeds
}

#[test]
fn pdfs_are_taken_refused_or_waited_for() {
    for (name, bytes) in seeds("pdf") {
        let expected = match name.as_str() {
            "page.pdf" | "objects.pdf" | "nested.pdf" => Verdict::Whole(MediaType::Pdf, 1),
            "program.pdf" | "launch.pdf" | "file.pdf" => Verdict::Refused(MediaType::Pdf, Refusal::Active),
            "bomb.pdf" => Verdict::Refused(MediaType::Pdf, Refusal::Excessive),
            "locked.pdf" => Verdict::Refused(MediaType::Pdf, Refusal::Password),
            "cut.pdf" => Verdict::NotYet(MediaType::Pdf),
            // A tree that bites its tail, and what fuzzing found: what counts is that it comes to an end.
            _ => {
                whole::judge(&bytes);
                continue;
            }
        };
        assert_eq!(whole::judge(&bytes), expected, "{name}");
    }
}

#[test]
fn pictures_are_decoded_or_refused() {
    for (name, bytes) in seeds("image") {
        let decoded = pages::decode(&bytes, Some(300));
        match name.as_str() {
            "grey.png" | "grey.jpg" | "colour.png" | "palette.png" | "big-endian.tif" | "deflated.tif" => {
                assert_eq!(decoded.expect("a page").len(), 1, "{name}");
            }
            "two.tif" => assert_eq!(decoded.expect("pages").len(), 2),
            "house.png" | "house.tif" => {
                assert!(decoded.is_err(), "{name}");
                assert!(matches!(whole::judge(&bytes), Verdict::Refused(_, Refusal::Excessive)), "{name}");
            }
            "cut.png" => assert!(matches!(whole::judge(&bytes), Verdict::NotYet(_)), "{name}"),
            _ => {
                whole::judge(&bytes);
            }
        }
    }
}

#[test]
fn zones_are_read_where_all_their_digits_agree() {
    for (name, bytes) in seeds("mrz") {
        let zone = reading::mrz(&String::from_utf8_lossy(&bytes), date(2026, 11, 29));
        match name.as_str() {
            "passport.txt" | "card.txt" | "large-card.txt" => assert!(zone.is_some(), "{name}"),
            "long-number.txt" => assert_eq!(zone.expect("a zone").number, "D23145890734"),
            "visa.txt" | "words.txt" => assert!(zone.is_none(), "{name}"),
            _ => {}
        }
    }
}

#[test]
fn a_scanner_that_makes_itself_known_is_asked_where_it_was_found() {
    use sportello_core::scanning::devices::{
        Via,
        escl::discovery::{self, Announced},
    };
    for (name, bytes) in seeds("announced") {
        // As the target reads them: how, where, then the entries line by line.
        let [flags, first, rest @ ..] = bytes.as_slice() else { panic!("{name} is too short") };
        let text = String::from_utf8_lossy(rest);
        let parts: Vec<&str> = text.splitn(4, '\n').collect();
        let announced = Announced {
            protected: flags & 1 == 1,
            name: parts[0].into(),
            address: std::net::Ipv4Addr::new(192, 0, 2, *first).into(),
            port: u16::from(*first) << 3,
            root: parts[1].into(),
            model: parts[2].into(),
            uuid: parts[3].into(),
        };
        let device = discovery::device(&announced);
        match name.as_str() {
            "office.txt" => {
                let Some(Via::Escl { url, .. }) = device.map(|device| device.via) else { panic!("{name}") };
                assert_eq!(url.as_str(), "http://192.0.2.7:56/eSCL");
            }
            "elsewhere.txt" => assert!(device.is_none(), "a root that leads elsewhere"),
            _ => {}
        }
    }
}

#[cfg(unix)]
#[test]
fn what_scanimage_says_is_read_as_far_as_it_makes_sense() {
    use sportello_core::scanning::devices::{Feed, sane::options};
    for (name, bytes) in seeds("sane") {
        let read = options::parse(&String::from_utf8_lossy(&bytes));
        let shown = read.shown("");
        let feeds: Vec<Feed> = shown.sources.iter().map(|offer| offer.feed).collect();
        match name.as_str() {
            "feeder.txt" => assert_eq!(feeds, [Feed::Flatbed, Feed::Feeder, Feed::Duplex]),
            "split.txt" => {
                assert_eq!(feeds, [Feed::Flatbed], "an inactive choice is none");
                assert!(shown.sources[0].max_width <= 100_000, "however wide it says it is");
            }
            _ => {}
        }
    }
}
