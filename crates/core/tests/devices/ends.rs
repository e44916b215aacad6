//! All pages come, and none is waited for in vain: how scanners say "not yet" and "no more".

use crate::{
    counter::{DUPLEX, FEEDER, GLASS, mock, scan, scanner, three},
    escl_scanner::Quirk,
};
use sportello_core::scanning::devices::{DeviceFault, Feed, Progress, Side, Source, Wanted};
use sportello_protocol::documents::MediaType;
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_scanner_by_the_book_gives_every_page_of_its_feeder() {
    let mock = mock(&[], 3).await;
    let (pages, end) = scan(&scanner(&mock), FEEDER).await;
    assert_eq!((pages.len(), end), (3, Ok(())));
    assert!(pages.iter().all(|page| page.media_type == MediaType::Jpeg && page.dpi == Some(75)));
    assert_ne!(pages[0].bytes, pages[1].bytes, "each page once");
    assert!(mock.look().requests.last().is_some_and(|last| last.starts_with("DELETE")), "the job is taken away");
}

#[tokio::test]
async fn both_sides_come_front_and_back_in_turn() {
    let mock = mock(&[], 2).await;
    let (pages, end) = scan(&scanner(&mock), DUPLEX).await;
    let sides: Vec<Side> = pages.iter().map(|page| page.side).collect();
    assert_eq!((sides, end), (vec![Side::Front, Side::Back, Side::Front, Side::Back], Ok(())));
}

#[tokio::test]
async fn the_glass_gives_one_page_and_leaves_the_feeder_alone() {
    let mock = mock(&[], 3).await;
    let (pages, end) = scan(&scanner(&mock), GLASS).await;
    assert_eq!((pages.len(), end, mock.look().sheets), (1, Ok(()), 3));
    let asked = mock.look().requests.iter().filter(|request| request.ends_with("/NextDocument")).count();
    assert_eq!(asked, 1, "and is not asked for another");
    assert!(mock.look().requests.iter().any(|request| request.starts_with("DELETE")), "its job is taken away");
}

#[tokio::test]
async fn without_a_word_the_page_is_taken_from_where_the_paper_is() {
    for (sheets, source) in [(2, "Feeder"), (0, "Platen")] {
        let mock = mock(&[], sheets).await;
        let (pages, end) = scan(&scanner(&mock), Wanted { feed: None, ..FEEDER }).await;
        assert_eq!((pages.len() as u32, end), (sheets.max(1), Ok(())));
        assert!(mock.look().settings[0].contains(&format!("<pwg:InputSource>{source}<")));
    }
}

#[tokio::test]
async fn an_empty_feeder_is_called_empty() {
    let mock = mock(&[], 0).await;
    assert_eq!(scan(&scanner(&mock), FEEDER).await, (vec![], Err(DeviceFault::FeederEmpty)));
}

#[tokio::test]
async fn an_empty_feeder_that_calls_itself_jammed_is_empty() {
    let mock = mock(&[Quirk::EmptyIsJam], 0).await;
    assert_eq!(scan(&scanner(&mock), FEEDER).await, (vec![], Err(DeviceFault::FeederEmpty)));
    assert_eq!(three(Quirk::EmptyIsJam).await, (3, Ok(())), "and the end of the paper is no jam");
}

#[tokio::test]
async fn a_brother_that_ends_for_whoever_asks_at_once_gives_all_its_pages() {
    let mock = mock(&[Quirk::EarlyEnd], 3).await;
    let (pages, end) = scan(&scanner(&mock), FEEDER).await;
    assert_eq!((pages.len(), end), (3, Ok(())));
    let early = mock.look().requests.iter().filter(|request| request.ends_with("NextDocument")).count();
    assert_eq!(early, 4, "nobody asked too soon");
}

#[tokio::test]
async fn an_end_is_doubted_while_the_job_still_runs() {
    assert_eq!(three(Quirk::EarlyEndUnnamed).await, (3, Ok(())));
}

#[tokio::test]
async fn a_xerox_that_says_gone_and_means_later_is_asked_again() {
    assert_eq!(three(Quirk::GoneIsLater).await, (3, Ok(())));
}

#[tokio::test]
async fn a_conflict_after_the_last_page_is_the_end() {
    assert_eq!(three(Quirk::EndsWithConflict).await, (3, Ok(())));
}

#[tokio::test]
async fn a_feeder_that_says_it_works_for_ever_is_not_believed() {
    assert_eq!(three(Quirk::FeederAlwaysProcessing).await, (3, Ok(())));
}

#[tokio::test]
async fn a_feeder_that_says_it_is_empty_is_not_believed_while_pages_come() {
    assert_eq!(three(Quirk::FeederSaysEmpty).await, (3, Ok(())));
}

#[tokio::test]
async fn a_page_that_is_not_ready_is_waited_for() {
    assert_eq!(three(Quirk::NotYet).await, (3, Ok(())));
}

#[tokio::test]
async fn a_scanner_that_warms_up_is_asked_again_when_it_said() {
    let mock = mock(&[Quirk::WarmsUp], 1).await;
    let began = Instant::now();
    let (pages, end) = scan(&scanner(&mock), FEEDER).await;
    assert_eq!((pages.len(), end), (1, Ok(())));
    assert_eq!(mock.look().asked.len(), 3);
    assert!(began.elapsed() >= Duration::from_secs(2), "Retry-After: 1, twice");
}

#[tokio::test]
async fn patience_with_a_cold_or_busy_scanner_has_an_end() {
    for (quirk, fault) in [(Quirk::AlwaysWarming, DeviceFault::Warming), (Quirk::Busy, DeviceFault::Busy)] {
        let mock = mock(&[quirk], 1).await;
        assert_eq!(scan(&scanner(&mock), FEEDER).await, (vec![], Err(fault)));
        assert_eq!(mock.look().asked.len(), 5);
    }
}

#[tokio::test]
async fn states_that_nobody_knows_do_no_harm() {
    assert_eq!(three(Quirk::UnknownStates).await, (3, Ok(())));
}

#[tokio::test]
async fn a_cancelled_job_is_taken_from_the_scanner_and_gives_nothing_more() {
    let mock = mock(&[], 3).await;
    let scanner = scanner(&mock);
    let mut job = scanner.start(FEEDER).await.expect("started");
    let progress = job.progress();
    assert!(job.next_page().await.expect("a page").is_some());
    assert_eq!(*progress.borrow(), Progress::Scanning { page: 2 });
    job.cancel().await.expect("cancelled");
    assert_eq!(job.next_page().await, Ok(None));
    assert_eq!(*progress.borrow(), Progress::Over { pages: 1 });
    assert_eq!(mock.look().jobs[0].state, "Canceled");
}

#[tokio::test]
async fn a_scan_can_be_cancelled_while_it_waits_for_a_page() {
    let mock = mock(&[Quirk::Hangs], 3).await;
    let scanner = scanner(&mock);
    let mut job = scanner.start(FEEDER).await.expect("started");
    let waited = tokio::time::timeout(Duration::from_millis(200), job.next_page()).await;
    assert!(waited.is_err(), "no page comes");
    job.cancel().await.expect("cancelled");
    assert_eq!(mock.look().jobs[0].state, "Canceled");
}

#[tokio::test]
async fn a_job_that_nobody_wants_any_more_does_not_block_the_scanner() {
    let mock = mock(&[], 3).await;
    drop(scanner(&mock).start(FEEDER).await.expect("started"));
    for _ in 0..100 {
        if mock.look().jobs[0].state == "Canceled" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the job is still there");
}

#[tokio::test]
async fn what_the_scanner_does_is_told() {
    let loaded = scanner(&mock(&[], 1).await).state().await.expect("a state");
    assert_eq!(loaded.feeder_loaded, Some(true));
    let empty = scanner(&mock(&[], 0).await).state().await.expect("a state");
    assert_eq!(empty.feeder_loaded, Some(false));
    let feeds: Vec<Feed> =
        scanner(&mock(&[], 0).await).capabilities().await.expect("told").sources.iter().map(|s| s.feed).collect();
    assert_eq!(feeds, [Feed::Flatbed, Feed::Feeder, Feed::Duplex]);
}
