//! What a writer adds to a file that was removed under it, where it cannot be read at once.

use super::*;
use crate::{
    app::Options,
    scanning::{DiscardScan, Watch, discard, status},
};
use std::{fs, io::Write};

/// A picture with so much beside it that no desk reads it in a moment.
fn picture() -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    image::GrayImage::new(9, 9).write_to(&mut out, image::ImageFormat::Png).expect("drawn");
    let drawn = out.into_inner();
    let beside = vec![0; 40 << 20];
    let length = u32::try_from(beside.len()).expect("a length").to_be_bytes();
    // After the signature and the head; a private chunk, which everybody skips.
    let (head, rest) = drawn.split_at(33);
    [head, &length, b"teSt", &beside, &[0; 4], rest].concat()
}

/// A desk that gives every look so long, and a removed file to which its writer has added.
fn place(longest_look: Duration) -> (tempfile::TempDir, Arc<App>) {
    let place = tempfile::tempdir().expect("a place");
    let data = place.path().join("data");
    let mut app = App::open(Options { data, force_key_file: true }).expect("the desk opens");
    let scanning = &mut Arc::get_mut(&mut app).expect("not shared yet").scanning;
    *scanning = Watch::new(Duration::ZERO);
    scanning.longest_look = longest_look;
    let path = place.path().join("a.png");
    let mut writer = File::create(&path).expect("made");
    writer.write_all(b"begun").expect("written");
    let held = hold(&path, Stamp::of(&fs::metadata(&path).expect("there"))).expect("held");
    fs::remove_file(&path).expect("removed");
    writer.set_len(0).expect("emptied");
    std::io::Seek::rewind(&mut writer).expect("from its beginning");
    writer.write_all(&picture()).expect("written on");
    keep(&app, held);
    (place, app)
}

#[tokio::test]
async fn what_takes_too_long_is_tried_again() {
    let (_place, mut app) = place(Duration::ZERO);
    follow(&app).await.expect("looked");
    let lost = status(&app, ()).await.expect("the status").scans;
    assert!(lost.is_empty(), "{lost:?}");
    Arc::get_mut(&mut app).expect("not shared").scanning.longest_look = Duration::from_secs(20);
    follow(&app).await.expect("looked");
    let scans = status(&app, ()).await.expect("the status").scans;
    assert_eq!(scans.iter().map(|scan| scan.state).collect::<Vec<_>>(), [ScanState::Taken]);
}

#[tokio::test]
async fn what_cannot_be_read_at_all_is_told_and_can_be_put_away() {
    let (_place, app) = place(Duration::ZERO);
    for _ in 0..5 {
        follow(&app).await.expect("looked");
    }
    let scans = status(&app, ()).await.expect("the status").scans;
    assert_eq!(
        scans.iter().map(|scan| (scan.state, scan.file_name.as_str())).collect::<Vec<_>>(),
        [(ScanState::Lost, "a.png")]
    );
    let left = discard(&app, DiscardScan { scan_id: scans[0].id }).await.expect("put away");
    assert!(left.scans.is_empty());
}
