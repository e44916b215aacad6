//! A PC at a counter: the real outbox, promise and engine over its disk, and what the clerk does with them.

use super::{
    centrale::{Caller, Centrale, Reply, Request, Seat, Trace},
    chance::Chance,
    disk::{Disk, Image},
    line::Line,
    papers::{Paper, Papers},
    report::{Counts, Faults},
};
use jiff::{SignedDuration, Timestamp};
use sportello_core::{
    Error, Result,
    appointments::{self, CitizenEntry, MoveAppointment, NewAppointment, booking, moving, offer},
    catalogue,
    promise::Promise,
    store::{facts, resources},
    sync::{
        self,
        engine::{Action, Engine},
        outbox, pull, push,
    },
};
use sportello_protocol::{
    allotment::{Allotment, Condition},
    appointments::{Appointment, Booking, Mode, Outcome, Party},
    changes::ChangesPage,
    citizens::Citizen,
    commands::{self, CommandAnswer, Payload},
    problem::ProblemKind,
};
use std::{collections::BTreeSet, time::Duration};
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
    /// The step at which an image was taken of it.
    pub image: Option<(usize, Image)>,
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

    fn clock(&self, running: &Running, now: Timestamp) -> Timestamp {
        if running.clock_set { now } else { now + self.clock_error }
    }

    fn made(&self, at: Timestamp, saw: Option<i64>) -> outbox::Made {
        outbox::Made { operator_id: self.seat.operator, at, saw_version: saw }
    }

    fn deed(&mut self, running: &mut Running, around: &mut Around) -> Result<()> {
        let now = self.clock(running, around.now);
        let store = &self.disk.store;
        let may_promise = store.read(|conn| running.promise.is_open(conn))?;
        let standing = offer::Standing { now, connected: running.connected && self.line_up, may_promise };
        match around.chance.between(0, 99) {
            0..58 => self.book(running, standing, around),
            58..70 => match self.some_appointment(around)? {
                Some(appointment) => self.shift(running, standing, &appointment, around),
                None => Ok(()),
            },
            70..80 => match self.some_appointment(around)? {
                Some(appointment) => self.cancel(&appointment, now, around),
                None => Ok(()),
            },
            80..92 => match self.some_appointment(around)? {
                Some(appointment) => self.other(&appointment, now, around),
                None => Ok(()),
            },
            _ => self.decide(now, around),
        }
    }

    fn book(&mut self, running: &mut Running, standing: offer::Standing, around: &mut Around) -> Result<()> {
        let (service, minutes, notice) = self.disk.store.read(|conn| {
            let catalogue = catalogue::read(conn)?;
            let service = &catalogue.services[0];
            Ok((service.code.clone(), service.minutes, catalogue.privacy_notice.version.clone()))
        })?;
        let offers = self.disk.store.read(|conn| offer::offered(conn, standing, minutes, Some(Mode::Video)))?;
        // Everybody wants one of the next hours.
        let Some(offered) = around.chance.pick(&offers[..offers.len().min(6)]) else { return Ok(()) };
        if standing.connected && !offered.reserved && around.chance.per_mille(300) {
            let hold = Request::Hold { hold: around.chance.id(), slots: offered.slot_ids.clone() };
            around.counts.holds += 1;
            self.send(around, &hold, Trace::None);
        }
        let entry = CitizenEntry {
            id: None,
            codice_fiscale: String::new(),
            family_name: String::new(),
            given_name: String::new(),
            birth_date: None,
            sex: None,
            phone: String::new(),
            mismatch_reason: String::new(),
        };
        let request = NewAppointment {
            citizen: entry,
            service_code: service,
            acting: None,
            slot_ids: offered.slot_ids.clone(),
            mode: Mode::Video,
            papers: vec![],
            privacy_notice_version: notice,
            walk_in: false,
            follows: None,
        };
        let citizen = Citizen {
            id: around.chance.id(),
            codice_fiscale: format!("PROVA{:011}", around.chance.between(0, 99_999_999_999)),
            family_name: "Prova".into(),
            given_name: "Esempio".into(),
            birth_date: None,
            sex: None,
            birthplace_code: None,
            phone: String::new(),
            mismatch_reason: String::new(),
            privacy_notice: None,
        };
        let operator = self.seat.operator;
        let committed = self.disk.store.write(|tx| booking::commit(tx, standing, &request, citizen, None, operator))?;
        around.counts.booked += 1;
        self.give_word(running, &committed, around)
    }

    fn shift(
        &mut self,
        running: &mut Running,
        standing: offer::Standing,
        appointment: &Appointment,
        around: &mut Around,
    ) -> Result<()> {
        let offers = self.disk.store.read(|conn| offer::offered(conn, standing, 30, Some(appointment.mode)))?;
        let offers = offer::nearest(offers, appointment.starts_at);
        let Some(offered) = around.chance.pick(&offers) else { return Ok(()) };
        let request = MoveAppointment {
            id: appointment.id,
            slot_ids: offered.slot_ids.clone(),
            mode: Mode::Video,
            by: Party::Citizen,
            reason: String::new(),
        };
        let operator = self.seat.operator;
        let committed = self.disk.store.write(|tx| moving::commit(tx, standing, &request, operator))?;
        around.counts.moved += 1;
        around.papers.leave(appointment.id, self.number, appointment.history.len());
        self.give_word(running, &committed, around)
    }

    fn give_word(&mut self, running: &Running, committed: &booking::Committed, around: &mut Around) -> Result<()> {
        self.awaited.insert(committed.id);
        booking::give_word(&self.disk.store, &running.promise, committed)?;
        if committed.promise.is_some() && !self.disk.power().is_out() {
            around.counts.confirmed_at_once += 1;
            self.tell(around)?;
        }
        Ok(())
    }

    fn cancel(&mut self, appointment: &Appointment, now: Timestamp, around: &mut Around) -> Result<()> {
        let withdrawal = commands::CancelAppointment {
            appointment_id: appointment.id,
            by: Party::Citizen,
            reason: String::new(),
            at: now,
        };
        self.command(appointment, &Payload::CancelAppointment(withdrawal), now)?;
        around.counts.cancelled += 1;
        around.papers.leave(appointment.id, self.number, appointment.history.len());
        Ok(())
    }

    fn other(&mut self, appointment: &Appointment, now: Timestamp, around: &mut Around) -> Result<()> {
        let appointment_id = appointment.id;
        let payload = match around.chance.between(0, 2) {
            0 => Payload::MarkArrived(commands::MarkArrived { appointment_id, at: now }),
            1 => Payload::AddNote(commands::AddNote {
                appointment_id,
                note_id: around.chance.id(),
                text: "Prova".into(),
                at: now,
            }),
            _ if appointment.starts_at < now => Payload::RecordOutcome(commands::RecordOutcome {
                appointment_id,
                outcome: Outcome::Held,
                note: String::new(),
                at: now,
            }),
            _ => return Ok(()),
        };
        around.counts.other_deeds += 1;
        self.command(appointment, &payload, now)
    }

    fn command(&mut self, appointment: &Appointment, payload: &Payload, now: Timestamp) -> Result<()> {
        let made = self.made(now, Some(appointment.version));
        self.disk.store.write(|tx| {
            outbox::push(tx, payload, &made)?;
            appointments::show(tx, appointment.id)
        })
    }

    /// A refused command: tried again, or given up.
    fn decide(&mut self, now: Timestamp, around: &mut Around) -> Result<()> {
        let parked: Vec<outbox::Entry> =
            self.disk.store.read(outbox::list)?.into_iter().filter(|entry| entry.parked).collect();
        let Some(entry) = around.chance.pick(&parked) else { return Ok(()) };
        let again = around.chance.per_mille(300);
        let made = self.made(now, None);
        self.disk.store.write(|tx| {
            if again {
                outbox::retry(tx, entry.command_id, &made)?;
            } else {
                outbox::withdraw(tx, entry.command_id)?;
            }
            appointments::show(tx, entry.appointment_id)
        })?;
        if !self.disk.power().is_out() {
            // The citizen is called: what stands now is the word.
            around.papers.leave(entry.appointment_id, self.number, 0);
            self.awaited.insert(entry.appointment_id);
        }
        Ok(())
    }

    fn some_appointment(&self, around: &mut Around) -> Result<Option<Appointment>> {
        let ids: Vec<String> = self.disk.store.read(|conn| {
            let mut query = conn.prepare_cached(
                "SELECT id FROM appointments WHERE active AND NOT closed ORDER BY starts_at DESC, number LIMIT 12",
            )?;
            Ok(query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })?;
        let Some(id) = around.chance.pick(&ids) else { return Ok(None) };
        let id = id.parse().unwrap();
        Ok(Some(self.disk.store.read(|conn| appointments::read(conn, id))?))
    }

    /// Says to the citizens what there is to say by now.
    fn tell(&mut self, around: &mut Around) -> Result<()> {
        let awaited: Vec<Uuid> = self.awaited.iter().copied().collect();
        for id in awaited {
            let (waits, shown) = self.disk.store.read(|conn| {
                let waits = outbox::unanswered(conn, id)?.iter().any(|entry| {
                    let decides = matches!(
                        entry.payload,
                        Payload::BookAppointment(_) | Payload::MoveAppointment(_) | Payload::CancelAppointment(_)
                    );
                    decides && !entry.parked && !entry.promised
                });
                let shown = match appointments::read(conn, id) {
                    Err(Error::NotFound) => None,
                    other => Some(other?),
                };
                Ok((waits, shown))
            })?;
            let Some(shown) = shown else {
                self.awaited.remove(&id);
                continue;
            };
            if waits || shown.booking == Booking::Provisional {
                continue;
            }
            self.awaited.remove(&id);
            if shown.booking == Booking::Confirmed {
                around.counts.papers += 1;
                around.papers.tell(Paper {
                    appointment: id,
                    slots: shown.slot_ids,
                    machine: self.number,
                    step: around.step,
                    imaged: self.imaged,
                    changes: shown.history.len(),
                    left: false,
                });
            }
        }
        Ok(())
    }

    fn send(&mut self, around: &mut Around, request: &Request, trace: Trace) -> Option<Reply> {
        if !self.line_up {
            return None;
        }
        let caller = Caller { desk: self.desk, key: self.key, machine: self.number, trace };
        around.line.exchange(around.centrale, around.chance, around.faults, (caller, request), around.now)
    }

    fn synchronise(&mut self, running: &mut Running, around: &mut Around, rounds: usize) -> Result<()> {
        self.rounds(running, around, rounds, false)?;
        self.tell(around)
    }

    fn rounds(&mut self, running: &mut Running, around: &mut Around, rounds: usize, no_hours: bool) -> Result<()> {
        let elapsed = |now: Timestamp, running: &Running| {
            Duration::from_secs(u64::try_from(now.duration_since(running.since).as_secs()).unwrap_or(0))
        };
        running.engine.woken(elapsed(around.now, running));
        for _ in 0..rounds {
            let work = self.disk.store.read(sync::commands)?;
            let action = running.engine.next(elapsed(around.now, running), work);
            let heard = match action {
                Action::Wait(_) | Action::Upload | Action::Download => break,
                Action::Poll if no_hours => break,
                Action::Contact => self.contact(running, around)?,
                Action::Push => self.push(running, around)?,
                Action::Pull => self.pull(running, around)?,
                Action::Poll => self.poll(running, around)?,
            };
            around.now += SignedDuration::from_secs(1);
            running.connected = heard;
            if heard {
                running.engine.succeeded(action, elapsed(around.now, running));
            } else {
                running.engine.failed(action, elapsed(around.now, running), None, around.chance.dice());
                break;
            }
        }
        Ok(())
    }

    fn contact(&mut self, running: &mut Running, around: &mut Around) -> Result<bool> {
        let contact = running.promise.begin(&self.disk.store)?;
        let request = Request::Contact(serde_json::to_vec(&contact)?);
        // A copy says so, and takes nothing.
        let trace = if contact.condition == Condition::Copied { Trace::None } else { Trace::Contact(around.step) };
        match self.send(around, &request, trace) {
            Some(Reply::Json(answer)) => {
                let answer: Allotment = serde_json::from_str(&answer)?;
                running.promise.finish(&self.disk.store, &contact, &answer)?;
                Ok(true)
            }
            Some(Reply::Problem(problem)) if problem.kind == ProblemKind::StaleContact => {
                running.promise.refused(&self.disk.store, problem.arrived_promise)?;
                Ok(true)
            }
            Some(Reply::Problem(_)) | None => Ok(false),
        }
    }

    fn push(&mut self, running: &mut Running, around: &mut Around) -> Result<bool> {
        let Some(command) = self.disk.store.write(outbox::attempt)? else { return Ok(true) };
        let entry = self.disk.store.read(|conn| outbox::get(conn, command.command_id))?;
        let promise = entry.and_then(|entry| entry.payload.takes().and_then(|(_, promise)| promise));
        let trace = promise.map_or(Trace::None, Trace::Promise);
        let request = Request::Command(command.command_id, serde_json::to_vec(&command)?);
        let said = match self.send(around, &request, trace) {
            None => return Ok(false),
            Some(Reply::Json(answer)) => {
                let answer: CommandAnswer = serde_json::from_str(&answer)?;
                if answer.problem.is_some() {
                    around.counts.refused += 1;
                }
                push::Said::Answer(Box::new(answer))
            }
            Some(Reply::Problem(problem)) if problem.kind == ProblemKind::Unauthorized => return Ok(false),
            Some(Reply::Problem(problem)) => push::Said::Problem(problem),
        };
        let now = self.clock(running, around.now);
        self.disk.store.write(|tx| push::keep(tx, &command, &said, now))
    }

    fn pull(&mut self, running: &mut Running, around: &mut Around) -> Result<bool> {
        loop {
            let cursor: Option<String> = self.disk.store.read(|conn| facts::get(conn, facts::CURSOR))?;
            let Some(Reply::Json(page)) = self.send(around, &Request::Changes(cursor), Trace::None) else {
                return Ok(false);
            };
            let page: ChangesPage = serde_json::from_str(&page)?;
            running.clock_set = true;
            self.disk.store.write(|tx| pull::keep_page(tx, &page))?;
            if !page.more {
                return Ok(true);
            }
        }
    }

    fn poll(&mut self, running: &mut Running, around: &mut Around) -> Result<bool> {
        let Some(Reply::Json(slots)) = self.send(around, &Request::Slots, Trace::None) else { return Ok(false) };
        let now = self.clock(running, around.now);
        self.disk.store.write(|tx| resources::set(tx, appointments::SLOTS_RESOURCE, &slots, "", now))?;
        Ok(true)
    }
}
