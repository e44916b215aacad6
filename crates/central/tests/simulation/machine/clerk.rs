//! What the clerk does, and what the citizens are told.

use super::{Around, Machine, Running};
use crate::{
    centrale::{Request, Trace},
    papers::Paper,
};
use jiff::Timestamp;
use rusqlite::Connection;
use sportello_core::{
    Error, Result,
    appointments::{self, CitizenEntry, MoveAppointment, NewAppointment, booking, moving, offer},
    catalogue,
    sync::outbox,
};
use sportello_protocol::{
    appointments::{Appointment, Booking, Mode, Outcome, Party},
    citizens::Citizen,
    commands::{self, Payload},
};
use uuid::Uuid;

impl Machine {
    fn made(&self, at: Timestamp, saw: Option<i64>) -> outbox::Made {
        outbox::Made { operator_id: self.seat.operator, at, saw_version: saw }
    }

    pub(super) fn deed(&mut self, running: &mut Running, around: &mut Around) -> Result<()> {
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
        // Nearly everybody wants one of the next hours.
        let wanted = if around.chance.per_mille(800) { 6 } else { usize::MAX };
        let Some(offered) = around.chance.pick(&offers[..offers.len().min(wanted)]) else { return Ok(()) };
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
        if committed.promise.is_some() {
            around.papers.leave(appointment.id, self.number, appointment.history.len());
        } else {
            around.papers.wish(appointment.id, self.number, appointment.history.len());
        }
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
        around.papers.leave(appointment.id, self.number, appointment.history.len() + 1);
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
                still_to_bring: vec![],
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
        self.disk.store.write(|tx| {
            if again {
                let made = self.made(now, version_seen(tx, entry.appointment_id)?);
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
                "SELECT id FROM appointments WHERE (active OR json_extract(shown, '$.booking') = 'to_move') AND NOT closed
                 ORDER BY starts_at DESC, number LIMIT 12",
            )?;
            Ok(query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })?;
        let Some(id) = around.chance.pick(&ids) else { return Ok(None) };
        let id = id.parse().unwrap();
        Ok(Some(self.disk.store.read(|conn| appointments::read(conn, id))?))
    }

    /// Says to the citizens what there is to say by now.
    pub(super) fn tell(&mut self, around: &mut Around) -> Result<()> {
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
                    at: around.now,
                    imaged: self.imaged,
                    changes: shown.history.len(),
                    left: false,
                    wished: false,
                });
            }
        }
        Ok(())
    }
}

/// What the clerk sees of an appointment when a command about it is done again.
fn version_seen(conn: &Connection, appointment: Uuid) -> Result<Option<i64>> {
    match appointments::read(conn, appointment) {
        Ok(appointment) => Ok(Some(appointment.version)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
