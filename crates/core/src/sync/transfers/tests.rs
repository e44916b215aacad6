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
