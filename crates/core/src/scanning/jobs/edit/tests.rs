use super::*;
use crate::{pages::Corrections, scanning::jobs::types::Finished};

const A: Uuid = Uuid::from_u128(0xa);
const B: Uuid = Uuid::from_u128(0xb);
const FRESH: Uuid = Uuid::from_u128(0xf);

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn page(number: u128, batch_id: Uuid, position: u32) -> PageRow {
    PageRow {
        id: id(number),
        original_id: id(1000 + number),
        frame: 0,
        batch_id,
        position,
        back_id: None,
        removed: false,
        as_blank: false,
        corrections: Corrections::default(),
        revision: 1,
        finished_revision: 1,
        attempts: 0,
        broken: None,
        finished: None,
        finished_data: None,
        thumbnail: None,
        reading: None,
    }
}

fn batch(batch_id: Uuid, numbers: std::ops::RangeInclusive<u128>) -> Vec<PageRow> {
    numbers.zip(0..).map(|(number, position)| page(number, batch_id, position)).collect()
}

fn order(places: &[Place], batch_id: Uuid) -> Vec<u128> {
    shown(places, batch_id).iter().map(Uuid::as_u128).collect()
}

/// As the desk keeps what an edit made.
fn keep(pages: &mut [PageRow], places: &[Place]) {
    for (row, place) in pages.iter_mut().zip(places) {
        (row.batch_id, row.position, row.back_id) = (place.batch_id, place.position, place.back_id);
        (row.removed, row.as_blank, row.corrections) = (place.removed, place.as_blank, place.corrections);
    }
}

/// Edits one after the other.
fn after(mut pages: Vec<PageRow>, edits: &[Edit]) -> Vec<PageRow> {
    for edit in edits {
        let places = apply(&pages, edit, FRESH).expect("done");
        keep(&mut pages, &places);
    }
    pages
}

fn kept(pages: &[PageRow], batch_id: Uuid) -> Vec<u128> {
    order(&pages.iter().map(Place::from).collect::<Vec<_>>(), batch_id)
}

/// So many pages, of which these are blank.
fn with_blank(mut pages: Vec<PageRow>, blank: &[u128]) -> Vec<PageRow> {
    for page in pages.iter_mut().filter(|page| blank.contains(&page.id.as_u128())) {
        page.finished = finished(Turn::None, true);
    }
    pages
}

fn finished(turn: Turn, blank: bool) -> Option<Finished> {
    Some(Finished {
        width: 1,
        height: 1,
        dpi: 300,
        coding: crate::pages::Coding::G4,
        bytes: 1,
        turn,
        skew: 0.0,
        blank,
        cut: false,
    })
}

#[test]
fn a_page_moves_to_another_place_and_to_another_batch() {
    let pages = [batch(A, 1..=4), batch(B, 11..=12)].concat();
    let within = apply(&pages, &Edit::Move { page_id: id(4), batch_id: A, to: 1 }, FRESH).expect("moved");
    assert_eq!(order(&within, A), [1, 4, 2, 3]);
    let across = apply(&pages, &Edit::Move { page_id: id(2), batch_id: B, to: 9 }, FRESH).expect("moved");
    assert_eq!((order(&across, A), order(&across, B)), (vec![1, 3, 4], vec![11, 12, 2]), "beyond the end is the end");
}

#[test]
fn a_split_and_a_merge_are_each_others_reverse() {
    let pages = batch(A, 1..=5);
    let split = apply(&pages, &Edit::Split { page_id: id(3) }, FRESH).expect("split");
    assert_eq!((order(&split, A), order(&split, FRESH)), (vec![1, 2], vec![3, 4, 5]));
    assert!(matches!(apply(&pages, &Edit::Split { page_id: id(1) }, FRESH), Err(Error::BadRequest)), "nothing before");
    let halves = [batch(A, 1..=2), batch(B, 3..=5)].concat();
    let merged = apply(&halves, &Edit::Merge { batch_id: B, into: A }, FRESH).expect("merged");
    assert_eq!((order(&merged, A), order(&merged, B)), (vec![1, 2, 3, 4, 5], vec![]));
}

#[test]
fn fronts_and_backs_scanned_apart_come_into_order_and_then_the_blank_ones_go() {
    let mut pages = batch(A, 1..=6);
    let interleaved = apply(&pages, &Edit::Interleave { batch_id: A }, FRESH).expect("in order");
    assert_eq!(order(&interleaved, A), [1, 6, 2, 5, 3, 4], "the stack was turned as a whole");
    pages[5].finished = finished(Turn::None, true);
    let kept = apply(&pages, &Edit::RemoveBlank { batch_id: A }, FRESH).expect("removed");
    assert_eq!(order(&kept, A), [1, 2, 3, 4, 5]);
    pages[5].revision = 2;
    let all = apply(&pages, &Edit::RemoveBlank { batch_id: A }, FRESH).expect("looked at");
    assert_eq!(order(&all, A).len(), 6, "blank before it was corrected says nothing of it now");
}

#[test]
fn blank_backs_that_were_thrown_away_first_still_keep_each_front_with_its_back() {
    let mut pages = batch(A, 1..=6);
    pages[4].finished = finished(Turn::None, true);
    let thrown = apply(&pages, &Edit::RemoveBlank { batch_id: A }, FRESH).expect("removed");
    keep(&mut pages, &thrown);
    let ordered = apply(&pages, &Edit::Interleave { batch_id: A }, FRESH).expect("in order");
    assert_eq!(order(&ordered, A), [1, 6, 2, 3, 4], "as if the blank ones had gone afterwards");
    keep(&mut pages, &ordered);
    let back = apply(&pages, &Edit::Restore { page_id: id(5) }, FRESH).expect("put back");
    assert_eq!(order(&back, A), [1, 6, 2, 5, 3, 4], "and it comes back behind its front");
}

#[test]
fn a_blank_back_counts_as_a_sheet_after_fronts_and_backs_were_made_one_batch() {
    let pages = with_blank([batch(A, 1..=3), batch(B, 11..=13)].concat(), &[12]);
    let merged = after(pages, &[Edit::RemoveBlank { batch_id: B }, Edit::Merge { batch_id: B, into: A }]);
    let ordered = after(merged, &[Edit::Interleave { batch_id: A }]);
    assert_eq!(kept(&ordered, A), [1, 13, 2, 3, 11], "the middle sheet has no back");
    let back = after(ordered, &[Edit::Restore { page_id: id(12) }]);
    assert_eq!(kept(&back, A), [1, 13, 2, 12, 3, 11]);
}

#[test]
fn a_page_that_moves_leaves_the_blank_ones_where_they_were() {
    let pages = with_blank(batch(A, 1..=8), &[5, 7]);
    let there = Edit::Move { page_id: id(1), batch_id: A, to: 1 };
    let and_back = Edit::Move { page_id: id(1), batch_id: A, to: 0 };
    let ordered = after(pages, &[Edit::RemoveBlank { batch_id: A }, there, and_back, Edit::Interleave { batch_id: A }]);
    assert_eq!(kept(&ordered, A), [1, 8, 2, 3, 6, 4]);
}

#[test]
fn the_blank_ones_behind_a_cut_go_with_it() {
    let pages = with_blank(batch(A, 1..=6), &[2, 5]);
    let split = after(pages, &[Edit::RemoveBlank { batch_id: A }, Edit::Split { page_id: id(3) }]);
    let ordered = after(split.clone(), &[Edit::Interleave { batch_id: FRESH }]);
    assert_eq!((kept(&ordered, A), kept(&ordered, FRESH)), (vec![1], vec![3, 6, 4]));
    let back = after(split, &[Edit::Restore { page_id: id(2) }, Edit::Restore { page_id: id(5) }]);
    assert_eq!((kept(&back, A), kept(&back, FRESH)), (vec![1, 2], vec![3, 4, 5, 6]));
}

#[test]
fn a_blank_page_that_the_clerk_threw_away_is_no_sheet() {
    let pages = with_blank(batch(A, 1..=5), &[3]);
    let ordered = after(pages, &[Edit::Remove { page_id: id(3) }, Edit::Interleave { batch_id: A }]);
    assert_eq!(kept(&ordered, A), [1, 5, 2, 4], "a separating sheet, say");
}

#[test]
fn a_spoilt_page_and_the_back_of_a_card_are_no_sheets() {
    let mut pages = batch(A, 1..=6);
    (pages[2].removed, pages[2].finished) = (true, finished(Turn::None, false));
    pages[0].back_id = Some(id(2));
    (pages[1].removed, pages[1].finished) = (true, finished(Turn::None, true));
    let ordered = apply(&pages, &Edit::Interleave { batch_id: A }, FRESH).expect("in order");
    assert_eq!(order(&ordered, A), [1, 6, 4, 5]);
}

#[test]
fn a_turn_goes_on_from_what_the_screen_shows_and_takes_the_crop_with_it() {
    let mut pages = batch(A, 1..=1);
    pages[0].finished = finished(Turn::Right, false);
    let turned = apply(&pages, &Edit::Turn { page_id: id(1), quarters: 1 }, FRESH).expect("turned");
    assert_eq!(turned[0].corrections.turn, Turn::Half, "the program had turned it to the right");
    pages[0].corrections.turn = Turn::None;
    pages[0].corrections.crop = Crop::Rect { left: 100, top: 200, width: 300, height: 400 };
    let left = apply(&pages, &Edit::Turn { page_id: id(1), quarters: -1 }, FRESH).expect("turned");
    assert_eq!(left[0].corrections.turn, Turn::Left);
    assert_eq!(left[0].corrections.crop, Crop::Rect { left: 200, top: 600, width: 400, height: 300 });
}

#[test]
fn the_back_of_a_card_goes_where_its_front_goes_and_can_be_taken_off() {
    let pages = [batch(A, 1..=3), batch(B, 11..=11)].concat();
    let card = apply(&pages, &Edit::Card { front_id: id(1), back_id: id(2) }, FRESH).expect("a card");
    assert_eq!(order(&card, A), [1, 3], "one sheet");
    let mut rows = pages.clone();
    for (row, place) in rows.iter_mut().zip(&card) {
        (row.back_id, row.removed, row.position) = (place.back_id, place.removed, place.position);
    }
    let moved = apply(&rows, &Edit::Move { page_id: id(1), batch_id: B, to: 0 }, FRESH).expect("moved");
    assert_eq!(order(&moved, B), [1, 11]);
    assert_eq!(moved[1].batch_id, B, "with its back");
    let apart = apply(&rows, &Edit::Restore { page_id: id(2) }, FRESH).expect("apart");
    assert_eq!((order(&apart, A), apart[0].back_id), (vec![1, 2, 3], None));
    assert!(matches!(apply(&rows, &Edit::Card { front_id: id(1), back_id: id(3) }, FRESH), Err(Error::BadRequest)));
}

#[test]
fn what_is_no_longer_there_is_not_found() {
    let pages = batch(A, 1..=2);
    assert!(matches!(apply(&pages, &Edit::Turn { page_id: id(9), quarters: 1 }, FRESH), Err(Error::NotFound)));
}
