//! What the program says to Centrale and hears, in the order of the real engine.

use super::{Around, Machine, Running};
use crate::centrale::{Caller, Reply, Request, Trace};
use jiff::{SignedDuration, Timestamp};
use sportello_core::{
    Result, appointments,
    store::{facts, resources},
    sync::{self, engine::Action, outbox, pull, push},
};
use sportello_protocol::{
    allotment::{Allotment, Condition},
    changes::ChangesPage,
    commands::CommandAnswer,
    problem::ProblemKind,
};
use std::time::Duration;

impl Machine {
    pub(super) fn send(&mut self, around: &mut Around, request: &Request, trace: Trace) -> Option<Reply> {
        if !self.line_up {
            return None;
        }
        let caller = Caller { desk: self.desk, key: self.key, machine: self.number, trace };
        around.line.exchange(around.centrale, around.chance, around.faults, (caller, request), around.now)
    }

    pub(super) fn synchronise(&mut self, running: &mut Running, around: &mut Around, rounds: usize) -> Result<()> {
        self.rounds(running, around, rounds, false)?;
        self.tell(around)
    }

    pub(super) fn rounds(
        &mut self,
        running: &mut Running,
        around: &mut Around,
        rounds: usize,
        no_hours: bool,
    ) -> Result<()> {
        let elapsed = |now: Timestamp, running: &Running| {
            Duration::from_secs(u64::try_from(now.duration_since(running.since).as_secs()).unwrap_or(0))
        };
        running.engine.woken(elapsed(around.now, running));
        for _ in 0..rounds {
            let work = self.disk.store.read(sync::commands)?;
            let action = running.engine.next(elapsed(around.now, running), work);
            let heard = match action {
                Action::Wait(_) | Action::Bytes => break,
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
        let number = around.centrale.begun.len();
        let begun = *around.centrale.begun.entry(contact.attempt).or_insert(number);
        let trace = if contact.condition == Condition::Copied { Trace::None } else { Trace::Contact(begun) };
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
