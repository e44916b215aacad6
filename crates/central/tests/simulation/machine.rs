//! A PC at a counter: the real program's parts over its disk, and the power that goes.

mod clerk;
mod talk;

use super::{
    centrale::{Centrale, Seat},
    chance::Chance,
    disk::{Disk, Image},
    line::Line,
    papers::Papers,
    report::{Counts, Faults},
};
use jiff::{SignedDuration, Timestamp};
use sportello_core::{
    Error, Result,
    promise::Promise,
    sync::{engine::Engine, outbox},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a visit to a machine can reach.
pub struct Around<'a, 'b> {
    pub centrale: &'a mut Centrale<'b>,
    pub line: &'a mut Line,
    pub chance: &'a mut Chance,
    pub papers: &'a mut Papers,
    pub faults: &'a mut Faults,
    pub counts: &'a mut Counts,
    pub now: Timestamp,
    pub step: usize,
}

/// A whole image, and when it was taken.
#[derive(Clone)]
pub struct Taken {
    pub step: usize,
    /// How many contacts had been begun by then.
    pub contacts: usize,
    pub image: Image,
}

pub struct Machine {
    pub number: usize,
    pub desk: usize,
    pub key: u32,
    pub seat: Seat,
    pub disk: Disk,
    pub line_up: bool,
    /// Broken, stolen, or replaced by an image of it.
    pub gone: bool,
    pub clock_error: SignedDuration,
    /// Whether what it prints is apart: a whole image of it lives elsewhere.
    pub imaged: bool,
    /// An image that was taken of it.
    pub image: Option<Taken>,
    running: Option<Running>,
    /// Appointments that somebody still waits for a word about.
    awaited: BTreeSet<Uuid>,
}

struct Running {
    promise: Promise,
    engine: Engine,
    since: Timestamp,
    connected: bool,
    clock_set: bool,
}

impl Machine {
    pub fn new(number: usize, desk: usize, seat: &Seat, image: &Image) -> Self {
        Self {
            number,
            desk,
            key: 0,
            seat: seat.clone(),
            disk: Disk::new(image),
            line_up: true,
            gone: false,
            clock_error: SignedDuration::ZERO,
            imaged: false,
            image: None,
            running: None,
            awaited: BTreeSet::new(),
        }
    }

    /// The power goes: what was not written is gone.
    pub fn stop(&mut self) {
        self.running = None;
        self.disk.power().restore();
    }

    /// Another machine with this one's image.
    pub fn twin(&self, number: usize, image: &Image) -> Self {
        let mut twin = Self::new(number, self.desk, &self.seat, image);
        twin.key = self.key;
        twin
    }

    /// Runs the program with `deed`; a power cut in it ends it, whatever it was doing.
    fn run(&mut self, now: Timestamp, deed: impl FnOnce(&mut Self, &mut Running) -> Result<()>) -> bool {
        let mut running = match self.running.take() {
            Some(running) => running,
            None => match Promise::open(&self.disk.store, Box::new(self.disk.outside.clone())) {
                Ok(promise) => {
                    Running { promise, engine: Engine::default(), since: now, connected: false, clock_set: false }
                }
                Err(_) if self.disk.power().is_out() => return false,
                Err(error) => panic!("start: {error:?}"),
            },
        };
        let result = deed(self, &mut running);
        if self.disk.power().is_out() {
            return false;
        }
        match result {
            Ok(()) | Err(Error::SlotNotFree | Error::NotFound | Error::AppointmentClosed) => {}
            Err(error) => panic!("a deed failed: {error:?}"),
        }
        self.running = Some(running);
        true
    }

    /// The clerk does something, then the line has its turn.
    pub fn visit(&mut self, around: &mut Around) {
        let alive = self.run(around.now, |machine, running| {
            machine.deed(running, around)?;
            machine.synchronise(running, around, 8)
        });
        self.after(alive);
    }

    /// The line alone has its turn.
    pub fn idle(&mut self, around: &mut Around, rounds: usize) {
        let alive = self.run(around.now, |machine, running| machine.synchronise(running, around, rounds));
        self.after(alive);
    }

    /// Sends and hears what there is, until only the hours are left to be read.
    pub fn finish(&mut self, around: &mut Around) {
        let alive = self.run(around.now, |machine, running| {
            machine.rounds(running, around, 40, true)?;
            machine.tell(around)
        });
        self.after(alive);
    }

    fn after(&mut self, alive: bool) {
        if !alive {
            self.stop();
        }
    }

    /// Administrators gave it a new code; only this machine has the new key.
    pub fn enrolled(&mut self, key: u32, now: Timestamp) {
        self.key = key;
        self.run(now, |machine, running| {
            machine.disk.store.write(outbox::start_again)?;
            running.promise.renew(&machine.disk.store)
        });
    }

    /// Whether it may confirm without a line.
    pub fn may_promise(&mut self, now: Timestamp) -> bool {
        let mut open = false;
        self.run(now, |machine, running| {
            open = machine.disk.store.read(|conn| running.promise.is_open(conn))?;
            Ok(())
        });
        open
    }

    /// Whether something waits to be sent.
    pub fn waits(&self) -> bool {
        self.disk.store.read(outbox::has_next).unwrap()
    }

    /// Whether it has given its word and not sent it.
    pub fn promised_in_silence(&self) -> bool {
        self.disk
            .store
            .read(|conn| Ok(outbox::list(conn)?.iter().any(|entry| entry.promised && !entry.parked)))
            .unwrap()
    }

    fn clock(&self, running: &Running, now: Timestamp) -> Timestamp {
        if running.clock_set { now } else { now + self.clock_error }
    }
}
