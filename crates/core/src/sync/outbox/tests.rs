use super::*;
use crate::store::Store;
use sportello_protocol::commands::{MarkArrived, Payload};
use std::collections::BTreeMap;

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

fn send(store: &Store) -> Outgoing {
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
    let sent: Box<RawValue> =
        serde_json::from_str::<BTreeMap<String, Box<RawValue>>>(&serde_json::to_string(&command).expect("json"))
            .expect("an object")
            .remove("payload")
            .expect("a payload");
    let expected = hex::encode(ring::digest::digest(&ring::digest::SHA256, sent.get().as_bytes()));
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

/// A booking and what was done with it.
fn booking_with_arrival(store: &Store) -> (Uuid, Uuid) {
    let appointment_id = Uuid::now_v7();
    let citizen = sportello_protocol::citizens::Citizen {
        id: Uuid::now_v7(),
        codice_fiscale: "CCCFBA85D03L219P".into(),
        family_name: "Provetti".into(),
        given_name: "Esempio".into(),
        birth_date: None,
        sex: None,
        birthplace_code: None,
        phone: String::new(),
        mismatch_reason: String::new(),
        privacy_notice: None,
    };
    let booking = Payload::BookAppointment(sportello_protocol::commands::BookAppointment {
        appointment_id,
        number: "S1-0001".into(),
        slot_ids: vec![Uuid::now_v7()],
        mode: sportello_protocol::appointments::Mode::Video,
        promise: None,
        acting: None,
        walk_in: false,
        follows: None,
        starts_at: at(),
        minutes: 30,
        citizen,
        service_code: "naspi".into(),
        papers: vec![],
        privacy_notice: sportello_protocol::citizens::NoticeGiven { version: "1".into(), at: at() },
    });
    let push = |payload: &Payload| store.write(|tx| push(tx, payload, &made())).expect("a command");
    (push(&booking), push(&arrived(appointment_id)))
}

#[test]
fn what_depends_on_a_booking_leaves_after_it_even_when_it_is_tried_again() {
    let (_folder, store, _) = store_with(0);
    let (booking, arrival) = booking_with_arrival(&store);
    assert_eq!(send(&store).command_id, booking);
    store.write(|tx| park(tx, booking, ProblemKind::SlotTaken, at())).expect("parked");
    assert!(store.write(attempt).expect("readable").is_none(), "the arrival waits");
    let again = store.write(|tx| retry(tx, booking, &made())).expect("retried");
    assert_eq!(send(&store).command_id, again, "the booking first, though it is the younger command");
    store.write(|tx| done(tx, again, at())).expect("done");
    assert_eq!(send(&store).command_id, arrival);
}

#[test]
fn a_restored_centrale_is_not_told_what_was_given_up() {
    let (_folder, store, _) = store_with(0);
    let (booking, _) = booking_with_arrival(&store);
    send(&store);
    store.write(|tx| park(tx, booking, ProblemKind::SlotTaken, at())).expect("parked");
    let given_up = store.write(|tx| withdraw(tx, booking)).expect("withdrawn");
    assert_eq!(given_up.len(), 2, "with the arrival");
    store.write(|tx| renumber(tx, 1)).expect("renumbered");
    assert!(store.write(attempt).expect("readable").is_none(), "nothing comes back to life");
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
