//! What citizens went home with: a paper that says "Confermato" is what the whole promise is about.

use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

pub struct Paper {
    pub appointment: Uuid,
    pub slots: Vec<Uuid>,
    /// The machine that printed it.
    pub machine: usize,
    pub step: usize,
    pub at: Timestamp,
    /// Printed by a machine of which a whole image lived on elsewhere: nobody can tell those apart without a line.
    pub imaged: bool,
    /// How often the appointment had been changed: what an older state says is no news to the citizen.
    pub changes: usize,
    /// The citizen has another paper since, or asked to give the hour up.
    pub left: bool,
    /// The citizen asked for another hour, and has no answer yet: either of them must be there.
    pub wished: bool,
}

#[derive(Default)]
pub struct Papers {
    pub all: Vec<Paper>,
    last: HashMap<Uuid, usize>,
    given_up: HashMap<Uuid, (usize, usize)>,
    by_slot: HashMap<Uuid, Vec<usize>>,
    /// Two papers for one hour.
    pub doubles: Vec<(Uuid, Uuid)>,
    /// The same where a whole image of one of the machines lives on.
    pub doubles_apart: u64,
}

impl Papers {
    /// A desk says "Confermato".
    pub fn tell(&mut self, paper: Paper) {
        if let Some(last) = self.last.get(&paper.appointment).and_then(|at| self.all.get(*at))
            && (last.slots == paper.slots && !last.left || paper.changes < last.changes)
        {
            return;
        }
        if let Some((machine, changes)) = self.given_up.get(&paper.appointment)
            && *machine != paper.machine
            && paper.changes <= *changes
        {
            return;
        }
        self.leave(paper.appointment, paper.machine, paper.changes);
        self.given_up.remove(&paper.appointment);
        for slot in &paper.slots {
            for other in self.by_slot.get(slot).into_iter().flatten() {
                let other = &self.all[*other];
                if other.left {
                    continue;
                }
                if other.imaged || paper.imaged {
                    self.doubles_apart += 1;
                } else {
                    self.doubles.push((other.appointment, paper.appointment));
                }
            }
        }
        let at = self.all.len();
        for slot in &paper.slots {
            self.by_slot.entry(*slot).or_default().push(at);
        }
        self.last.insert(paper.appointment, at);
        self.all.push(paper);
    }

    /// The citizen gives up at `machine` what stood there after so many changes: what others say of that is no news.
    pub fn leave(&mut self, appointment: Uuid, machine: usize, changes: usize) {
        let known = self.given_up.entry(appointment).or_insert((machine, changes));
        if known.1 <= changes {
            *known = (machine, changes);
        }
        if let Some(last) = self.last.get(&appointment).and_then(|at| self.all.get_mut(*at)) {
            (last.left, last.wished) = (true, false);
        }
    }

    /// [`Self::leave`], for another hour if there is one.
    pub fn wish(&mut self, appointment: Uuid, machine: usize, changes: usize) {
        let stands = self.last.get(&appointment).is_some_and(|at| !self.all[*at].left || self.all[*at].wished);
        self.leave(appointment, machine, changes);
        if let Some(last) = self.last.get(&appointment).and_then(|at| self.all.get_mut(*at)) {
            last.wished = stands;
        }
    }

    /// A whole image of a machine, taken at `step`, lives on: what was printed since is apart.
    pub fn set_apart(&mut self, machine: usize, step: usize) {
        for paper in self.all.iter_mut().filter(|paper| paper.machine == machine && paper.step >= step) {
            paper.imaged = true;
        }
    }

    /// The hours for which somebody may come.
    pub fn held(&self) -> BTreeSet<Uuid> {
        self.all
            .iter()
            .filter(|paper| !paper.left || paper.wished)
            .flat_map(|paper| paper.slots.iter().copied())
            .collect()
    }

    /// The last paper of each appointment.
    pub fn last(&self) -> impl Iterator<Item = &Paper> {
        let mut last: Vec<&usize> = self.last.values().collect();
        last.sort_unstable();
        last.into_iter().map(|at| &self.all[*at])
    }
}
