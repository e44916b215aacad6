//! What pages wait for, on a real desk.

use super::*;
use crate::app::Options;
use sportello_protocol::documents::MediaType;
use tokio::time::sleep;

fn desk(longest: Duration) -> (tempfile::TempDir, Arc<App>) {
    let place = tempfile::tempdir().expect("a place");
    let data = place.path().join("data");
    let mut app = App::open(Options { data, force_key_file: true }).expect("the desk opens");
    Arc::get_mut(&mut app).expect("not shared yet").batches.longest = longest;
    (place, app)
}

fn picture(bytes: u8) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    image::GrayImage::from_pixel(300, 300, image::Luma([bytes]))
        .write_to(&mut out, image::ImageFormat::Png)
        .expect("drawn");
    out.into_inner()
}

async fn page(app: &App) -> PageRow {
    let batch = super::super::opened::add_pictures(app, None, None, MediaType::Png, picture(200)).await.expect("added");
    app.store.read(|conn| store::pages(conn, batch)).expect("its pages").remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_never_ends_holds_up_no_later_page() {
    let (_place, app) = desk(Duration::from_millis(200));
    let (end, ends) = std::sync::mpsc::channel::<()>();
    let room = app.batches.room.enter(60).await;
    let hangs = bounded(&app, room, move || {
        let _ = ends.recv();
        Ok(())
    });
    assert_eq!(hangs.await, Err(Broken::TooSlow));
    let later = timeout(Duration::from_secs(5), app.batches.room.enter(60)).await;
    assert!(later.is_ok_and(|room| room.is_some()), "the next page has all the room");
    drop(end);
}

#[tokio::test]
async fn a_picture_on_which_the_program_stumbles_costs_one_page() {
    let (_place, app) = desk(Duration::from_secs(60));
    let stumbles = bounded::<()>(&app, app.batches.room.enter(60).await, || panic!("stumbled"));
    assert_eq!(stumbles.await, Err(Broken::Failed));
    assert!(timeout(Duration::from_secs(5), app.batches.room.enter(60)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_waits_for_room_has_not_been_tried() {
    let (_place, app) = desk(Duration::from_secs(60));
    let page = page(&app).await;
    let others = app.batches.room.enter(60).await;
    let (owned, row) = (app.clone(), page.clone());
    let waiting = tokio::spawn(async move { finish(&owned, &row).await });
    sleep(Duration::from_millis(500)).await;
    thumbnail(&app, &page).await.expect("drawn");
    let now = || app.store.read(|conn| store::page(conn, page.id)).expect("there");
    assert!(now().thumbnail.is_some(), "its thumbnail waits for nothing");
    assert_eq!((now().attempts, now().finished_revision), (0, 0));
    drop(others);
    waiting.await.expect("ended").expect("finished");
    assert_eq!((now().attempts, now().finished_revision), (1, 1));
}
