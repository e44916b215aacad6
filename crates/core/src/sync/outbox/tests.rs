use super::*;
use crate::store::Store;
use sportello_protocol::commands::{MarkArrived, Payload};

fn at() -> Timestamp {
    "2026-11-23T09:00:00Z".parse().expect("an instant")
}

fn made() -> Made {
    Made { operator_id: Uuid::now_v7(), at: at(), saw_version: None }
}

fn arrived(appointment_id: Uuid) -> Payload {
    Payload::MarkArrived(MarkArrived { appointment_id, at: at() })
}

/// A store with `count` commands about as many appointments.
fn store_with(count: usize) -> (tempfile::TempDir, Store, Vec<Uuid>) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("desk.db"), &[7; 32]).expect("a store");
    let ids =
        (0..count).map(|_| store.write(|tx| push(tx, &arrived(Uuid::now_v7()), &made())).expect("a command")).collect();
    (folder, store, ids)
}

fn send(store: &Store) -> Command {
    store.write(attempt).expect("the outbox is readable").expect("something waits")
}

#[test]
fn numbers_are_gap_free_and_given_at_the_first_attempt() {
    let (_folder, store, ids) = store_with(3);
    for (index, id) in ids.iter().enumerate() {
        let first = send(&store);
        let again = send(&store);
        assert_eq!((first.command_id, first.desk_seq), (*id, index as i64 + 1));
        assert_eq!((again.command_id, again.desk_seq), (*id, index as i64 + 1), "the lost answer is asked for again");
        store.write(|tx| done(tx, *id, at())).expect("done");
    }
    assert!(store.write(attempt).expect("readable").is_none());
}

#[test]
fn the_fingerprint_is_of_the_bytes_that_are_sent() {
    let (_folder, store, _) = store_with(1);
    let command = send(&store);
    let sent = serde_json::to_string(&command.payload).expect("json");
    let expected = hex::encode(ring::digest::digest(&ring::digest::SHA256, sent.as_bytes()));
    assert_eq!(command.fingerprint, expected);
}

#[test]
fn one_refused_command_holds_up_nobody_else() {
    let (_folder, store, ids) = store_with(10);
    assert_eq!(send(&store).command_id, ids[0]);
    store.write(|tx| park(tx, ids[0], ProblemKind::SlotTaken, at())).expect("parked");
    for id in &ids[1..] {
        assert_eq!(send(&store).command_id, *id);
        store.write(|tx| done(tx, *id, at())).expect("done");
    }
    let (waiting, parked) = store.read(count).expect("counts");
    assert_eq!((waiting, parked), (0, 1), "the clerk still sees the first one");
}

#[test]
fn a_retry_is_a_new_command_with_the_next_number() {
    let (_folder, store, ids) = store_with(1);
    send(&store);
    store.write(|tx| park(tx, ids[0], ProblemKind::SlotTaken, at())).expect("parked");
    let new = store.write(|tx| retry(tx, ids[0], &made())).expect("retried");
    assert_ne!(new, ids[0], "Centrale keeps its answer to the old id");
    assert_eq!(send(&store).desk_seq, 2);
}

#[test]
fn a_restored_centrale_is_told_again_what_it_lost() {
    let (_folder, store, ids) = store_with(4);
    for id in &ids[..3] {
        send(&store);
        store.write(|tx| done(tx, *id, at())).expect("done");
    }
    assert_eq!(send(&store).desk_seq, 4);
    store.write(|tx| renumber(tx, 2)).expect("renumbered");
    let order: Vec<_> = (0..3)
        .map(|_| {
            let command = send(&store);
            store.write(|tx| done(tx, command.command_id, at())).expect("done");
            (command.command_id, command.desk_seq)
        })
        .collect();
    assert_eq!(order, [(ids[1], 2), (ids[2], 3), (ids[3], 4)], "same ids, same numbers, same order");
}

#[test]
fn a_restored_desk_goes_on_from_where_centrale_is() {
    let (_folder, store, ids) = store_with(1);
    assert_eq!(send(&store).desk_seq, 1);
    store.write(|tx| renumber(tx, 9)).expect("renumbered");
    let command = send(&store);
    assert_eq!((command.command_id, command.desk_seq), (ids[0], 9));
}
