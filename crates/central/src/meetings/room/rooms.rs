//! Who is in which room at this moment: one officer and one counter each.

use super::speech::{End, Said};
use crate::store::rooms::Side;
use jiff::Timestamp;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use uuid::Uuid;

/// Messages that may wait for a page whose line is slow; beyond, the line is taken for broken.
const POST: usize = 64;

/// The rooms with somebody in them.
#[derive(Default)]
pub struct Rooms {
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    rooms: HashMap<Uuid, Room>,
    lines: u64,
}

struct Room {
    opened_at: Timestamp,
    officer: Option<Seat>,
    counter: Option<Seat>,
    admitted: bool,
}

struct Seat {
    line: u64,
    page: String,
    post: Sender<Post>,
}

/// What a line is given.
pub enum Post {
    /// To be said to its page.
    Say(Said),
    /// The line ends.
    End(End),
}

/// A seat that was taken.
pub struct Taken {
    /// The number of the line.
    pub line: u64,
    /// What comes for it.
    pub post: Receiver<Post>,
    /// The other page, where somebody is there.
    pub peer: Option<String>,
    /// Whether the counter was let in.
    pub admitted: bool,
    /// Whether the line before it was of the same page.
    pub replaced_own: bool,
}

impl Room {
    fn new(opened_at: Timestamp) -> Self {
        Self { opened_at, officer: None, counter: None, admitted: false }
    }

    fn close(self) {
        for seat in [self.officer, self.counter].into_iter().flatten() {
            let _ = seat.post.try_send(Post::End(End::Closed));
        }
    }

    fn seat(&mut self, side: Side) -> &mut Option<Seat> {
        match side {
            Side::Officer => &mut self.officer,
            Side::Counter => &mut self.counter,
        }
    }

    fn tell(&mut self, side: Side, said: Said) {
        let seat = self.seat(side);
        // A full box is a page that does not listen; its line ends with its sender and comes again.
        if seat.as_ref().is_some_and(|one| one.post.try_send(Post::Say(said)).is_err()) {
            *seat = None;
        }
    }
}

fn other(side: Side) -> Side {
    match side {
        Side::Officer => Side::Counter,
        Side::Counter => Side::Officer,
    }
}

impl Rooms {
    /// Takes a side's seat of that opening; who sat there goes, and who is left of an earlier opening too.
    pub fn take(&self, id: Uuid, opened_at: Timestamp, side: Side, page: String, admitted: bool) -> Taken {
        let mut open = self.lock();
        open.lines += 1;
        let line = open.lines;
        let (sender, post) = channel(POST);
        if let Some(earlier) = open.rooms.remove(&id) {
            if earlier.opened_at == opened_at {
                open.rooms.insert(id, earlier);
            } else {
                earlier.close();
            }
        }
        let room = open.rooms.entry(id).or_insert_with(|| Room::new(opened_at));
        // What was read may be older than what the officer has said meanwhile.
        room.admitted |= admitted;
        let admitted = room.admitted;
        let before = room.seat(side).replace(Seat { line, page: page.clone(), post: sender });
        let replaced_own = before.as_ref().is_some_and(|seat| seat.page == page);
        if let Some(seat) = before {
            let _ = seat.post.try_send(Post::End(End::Replaced));
        }
        room.tell(other(side), Said::Peer { page: Some(page) });
        let peer = room.seat(other(side)).as_ref().map(|seat| seat.page.clone());
        Taken { line, post, peer, admitted, replaced_own }
    }

    /// Gives the seat back; whether it was still this line's.
    pub fn leave(&self, id: Uuid, side: Side, line: u64) -> bool {
        let mut open = self.lock();
        let Some(room) = open.rooms.get_mut(&id) else { return false };
        let own = room.seat(side).as_ref().is_some_and(|seat| seat.line == line);
        if own {
            *room.seat(side) = None;
            room.tell(other(side), Said::Peer { page: None });
        }
        if room.officer.is_none() && room.counter.is_none() {
            open.rooms.remove(&id);
        }
        own
    }

    /// The counter is let in; whether it was not before.
    pub fn admit(&self, id: Uuid) -> bool {
        let mut open = self.lock();
        let Some(room) = open.rooms.get_mut(&id) else { return false };
        if std::mem::replace(&mut room.admitted, true) {
            return false;
        }
        room.tell(Side::Officer, Said::Admitted);
        room.tell(Side::Counter, Said::Admitted);
        true
    }

    /// Passes on what a side says, once the counter was let in.
    pub fn pass_on(&self, id: Uuid, from: Side, said: Said) {
        if let Some(room) = self.lock().rooms.get_mut(&id).filter(|room| room.admitted) {
            room.tell(other(from), said);
        }
    }

    /// Whether the other side is there.
    pub fn has(&self, id: Uuid, side: Side) -> bool {
        self.lock().rooms.get_mut(&id).is_some_and(|room| room.seat(side).is_some())
    }

    /// Sends both out, because the room was closed.
    pub fn close(&self, id: Uuid) {
        if let Some(room) = self.lock().rooms.remove(&id) {
            room.close();
        }
    }

    /// The same, unless the room has been opened again since.
    pub fn close_opening(&self, id: Uuid, opened_at: Timestamp) {
        let mut open = self.lock();
        if open.rooms.get(&id).is_some_and(|room| room.opened_at == opened_at) {
            open.rooms.remove(&id).into_iter().for_each(Room::close);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{End, Post, Rooms, Side};
    use jiff::{SignedDuration, Timestamp};
    use uuid::Uuid;

    #[test]
    fn who_was_let_in_stays_so_for_this_opening_and_for_no_other() {
        let (rooms, id, first) = (Rooms::default(), Uuid::nil(), Timestamp::UNIX_EPOCH);
        let mut officer = rooms.take(id, first, Side::Officer, "o".into(), false);
        assert!(rooms.admit(id));
        assert!(rooms.take(id, first, Side::Counter, "c".into(), false).admitted, "read before it was written");

        let second = first + SignedDuration::from_mins(1);
        let counter = rooms.take(id, second, Side::Counter, "d".into(), false);
        assert!(!counter.admitted && counter.peer.is_none(), "of another opening");
        let end = std::iter::from_fn(|| officer.post.try_recv().ok()).last();
        assert!(matches!(end, Some(Post::End(End::Closed))));
        rooms.close_opening(id, first);
        assert!(rooms.has(id, Side::Counter), "a line of the earlier opening ends nobody else");
    }
}
