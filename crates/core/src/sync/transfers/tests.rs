use super::*;
use crate::store::Store;
use rusqlite::params;
use std::time::Duration;

const NOW: &str = "2026-12-01T10:00:00Z";

/// An appointment at `starts_at` with a document of so many bytes that waits to leave.
fn waiting(store: &Store, starts_at: &str, meeting: &str, bytes: i64) -> Uuid {
    let (appointment, document) = (Uuid::now_v7(), Uuid::now_v7());
    store
        .write(|tx| {
            tx.execute(
                "INSERT INTO appointments (id, starts_at, ends_at, active, shown) VALUES (?1, ?2, ?2, 1, ?3)",
                params![appointment.to_string(), starts_at, format!(r#"{{"meeting":{meeting}}}"#)],
            )?;
            tx.execute(
                "INSERT INTO documents (id, appointment_id, origin, document_type, media_type, bytes, sha256, pages,
                     added_at) VALUES (?, ?, 'desk', 'other', 'application/pdf', ?, '', 1, ?)",
                params![document.to_string(), appointment.to_string(), bytes, NOW],
            )?;
            Ok(tx.execute("INSERT INTO transfers (document_id) VALUES (?)", [document.to_string()])?)
        })
        .expect("written");
    document
}

#[test]
fn while_a_meeting_runs_on_a_thin_line_only_its_own_papers_leave() {
    let store = Store::over(Connection::open_in_memory().expect("memory")).expect("a store");
    let now: Timestamp = NOW.parse().expect("an instant");
    let closed = r#"{"opened_at":"2026-12-01T08:00:00Z","closed_at":"2026-12-01T08:20:00Z"}"#;
    let first = waiting(&store, "2026-12-01T08:00:00Z", closed, 1_000);
    let line = Line::new().expect("a line");
    let next = |line: &Line| {
        store.read(|conn| next(conn, line, now)).expect("readable").map(|next| match next {
            Next::Up(upload) => upload.cargo.document_id,
            Next::Down(cargo) => cargo.document_id,
        })
    };
    line.carried(40_000, Duration::from_secs(1));
    assert_eq!(next(&line), Some(first), "no meeting");
    let running = waiting(&store, "2026-12-01T10:00:00Z", r#"{"opened_at":"2026-12-01T09:58:00Z"}"#, 2_000);
    assert_eq!(next(&line), Some(running));
    store
        .write(|tx| Ok(tx.execute("DELETE FROM transfers WHERE document_id = ?", [running.to_string()])?))
        .expect("it has left");
    assert_eq!(next(&line), None, "the others wait");
    for _ in 0..8 {
        line.carried(2_000_000, Duration::from_secs(1));
    }
    assert_eq!(next(&line), Some(first), "on a good line nobody waits");
}

#[test]
fn a_meeting_by_link_that_was_opened_here_has_a_thin_line_to_itself_too() {
    let store = Store::over(Connection::open_in_memory().expect("memory")).expect("a store");
    let line = Line::new().expect("a line");
    line.carried(40_000, Duration::from_secs(1));
    let link = r#"{"link":"https://teams.microsoft.com/l/1"}"#;
    let document = waiting(&store, "2026-12-01T08:00:00Z", link, 1_000);
    let under_way = |now: &str| {
        let now = now.parse().expect("an instant");
        store.read(|conn| only_meetings(conn, &line, now)).expect("readable").is_some()
    };
    assert!(!under_way("2026-12-01T08:05:00Z"), "a link alone is no meeting");
    let shown = format!(
        r#"{{"meeting":{link},"attestations":[{{"kind":"camera","at":"2026-12-01T07:00:00Z"}},
            {{"kind":"meeting_opened","at":"2026-12-01T08:02:00Z"}}]}}"#
    );
    store
        .write(|tx| {
            let of_it =
                "UPDATE appointments SET shown = ?1 WHERE id = (SELECT appointment_id FROM documents WHERE id = ?2)";
            Ok(tx.execute(of_it, params![shown, document.to_string()])?)
        })
        .expect("written");
    assert!(under_way("2026-12-01T09:50:00Z"), "it goes on long after its hour");
    assert!(!under_way("2026-12-01T12:03:00Z"), "nobody meets for so long");
}

/// The officer's document of the same appointment, whose bytes are not here.
fn coming(store: &Store, beside: Uuid, bytes: i64) -> Uuid {
    let id = Uuid::now_v7();
    let sql = "INSERT INTO documents (id, appointment_id, origin, document_type, media_type, bytes, sha256, pages,
             added_at, delivered) SELECT ?1, appointment_id, 'officer', 'other', 'application/pdf', ?2, '', 1, ?3, 1
             FROM documents WHERE id = ?4";
    let added = store.write(|tx| Ok(tx.execute(sql, params![id.to_string(), bytes, NOW, beside.to_string()])?));
    assert_eq!(added.expect("written"), 1);
    id
}

#[test]
fn of_one_day_what_leaves_and_what_comes_take_turns_and_the_earlier_day_goes_first() {
    let store = Store::over(Connection::open_in_memory().expect("memory")).expect("a store");
    let now: Timestamp = NOW.parse().expect("an instant");
    let line = Line::new().expect("a line");
    let up = waiting(&store, "2026-12-01T15:00:00Z", "{}", 5_000);
    let down = coming(&store, up, 9_000);
    let smaller = coming(&store, up, 8_000);
    let tomorrow = waiting(&store, "2026-12-02T08:00:00Z", "{}", 1);
    let mut order = Vec::new();
    for _ in 0..4 {
        let next = store.read(|conn| next(conn, &line, now)).expect("readable").expect("something waits");
        line.had_turn(matches!(next, Next::Up(_)));
        order.push(match next {
            Next::Up(upload) => upload.cargo.document_id,
            Next::Down(cargo) => cargo.document_id,
        });
    }
    assert_eq!(order, [up, smaller, up, smaller], "turns of two ways, the smaller of one way first");
    let gone = |sql: &str, id: Uuid| store.write(|tx| Ok(tx.execute(sql, [id.to_string()])?)).expect("written");
    gone("DELETE FROM transfers WHERE document_id = ?", up);
    gone("DELETE FROM documents WHERE id = ?", smaller);
    line.had_turn(false);
    let first = store.read(|conn| next(conn, &line, now)).expect("readable");
    assert!(matches!(first, Some(Next::Down(cargo)) if cargo.document_id == down), "today's before tomorrow's");
    gone("DELETE FROM documents WHERE id = ?", down);
    let last = store.read(|conn| next(conn, &line, now)).expect("readable");
    assert!(matches!(last, Some(Next::Up(upload)) if upload.cargo.document_id == tomorrow));
}
