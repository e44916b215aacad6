//! A run: fifty desks and one Centrale for a few days in which everything goes wrong, then peace, then the verdict.

mod faults;

use super::{
    centrale::{Centrale, DAYS, Plan, Trace},
    chance::Chance,
    disk::Image,
    line::Line,
    machine::{Around, Machine},
    papers::Papers,
    report::{Counts, Faults},
    verdict,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Deeds and faults a run, besides what the line does by itself.
const STEPS: usize = 100;

/// A whole image of a machine that lives on.
pub struct Fork {
    pub desk: usize,
    pub old: usize,
    pub new: usize,
    /// How many contacts had been begun when the image was taken.
    pub contacts: usize,
    /// When the image began to live.
    pub at: Timestamp,
    pub promised: i64,
}

pub struct World<'a> {
    pub centrale: Centrale<'a>,
    pub machines: Vec<Machine>,
    pub forks: Vec<Fork>,
    pub papers: Papers,
    pub faults: Faults,
    pub counts: Counts,
    pub now: Timestamp,
    pub broken: Vec<String>,
    /// Everything that happened, in a number: the same seed gives the same.
    pub trail: u64,
    /// The comuni in which anything happened.
    pub lively: BTreeSet<Uuid>,
    /// The desks as they were set up.
    blank: &'a [Image],
    line: Line,
    chance: Chance,
    step: usize,
}

impl<'a> World<'a> {
    pub fn new(plan: &'a Plan, images: &'a [Image], seed: u64) -> Self {
        let machines = plan.seats.iter().zip(images).enumerate();
        Self {
            centrale: Centrale::new(plan),
            machines: machines.map(|(at, (seat, image))| Machine::new(at, at, seat, image)).collect(),
            forks: vec![],
            papers: Papers::default(),
            faults: Faults::default(),
            counts: Counts::default(),
            now: plan.begins,
            broken: vec![],
            trail: 0,
            lively: BTreeSet::new(),
            blank: images,
            line: Line::default(),
            chance: Chance::new(seed),
            step: 0,
        }
    }

    /// The first morning, on a good line: every desk has its first contact. Gives what all runs begin with.
    pub fn morning(mut self) -> (Vec<u8>, Vec<Image>) {
        for at in 0..self.machines.len() {
            self.idle(at, 4);
        }
        let images = self.machines.iter().map(|machine| machine.disk.image()).collect();
        (self.centrale.db.serialize("main").unwrap().to_vec(), images)
    }

    pub fn play(&mut self) {
        self.line.bad = true;
        // The last day is still to come when peace is made.
        let minutes = (DAYS - 1) * 24 * 60 / i64::try_from(STEPS).unwrap_or(1);
        for step in 0..STEPS {
            self.step = step;
            self.now += SignedDuration::from_secs(self.chance.between(1, 2 * 60 * minutes));
            self.line.deliver(&mut self.centrale, self.now);
            if self.chance.per_mille(160) {
                self.something_breaks();
            }
            if self.chance.per_mille(100) {
                self.put_into_service();
            }
            let Some(at) = self.some_machine() else { continue };
            self.lively.insert(self.machines[at].seat.comune_id);
            if self.chance.per_mille(100) {
                self.faults.crashes += 1;
                let writes = self.chance.between(0, 8);
                self.machines[at].disk.power().fail_after(writes);
            }
            if self.chance.per_mille(800) {
                self.visit(at)
            } else {
                self.idle(at, 8)
            }
            self.note(at);
        }
        self.make_peace();
        verdict::judge(self);
    }

    /// A machine with somebody before it.
    fn some_machine(&mut self) -> Option<usize> {
        let busy = self.chance.per_mille(850);
        let living: Vec<usize> = (0..self.machines.len())
            .filter(|at| !self.machines[*at].gone && (!busy || is_busy(self.machines[*at].desk)))
            .collect();
        self.chance.pick(&living).copied()
    }

    fn around<'w>(&'w mut self, at: usize) -> (&'w mut Machine, Around<'w, 'a>) {
        let around = Around {
            centrale: &mut self.centrale,
            line: &mut self.line,
            chance: &mut self.chance,
            papers: &mut self.papers,
            faults: &mut self.faults,
            counts: &mut self.counts,
            now: self.now,
            step: self.step,
        };
        (&mut self.machines[at], around)
    }

    fn visit(&mut self, at: usize) {
        let (machine, mut around) = self.around(at);
        machine.visit(&mut around);
        self.now = around.now;
    }

    fn idle(&mut self, at: usize, rounds: usize) {
        let (machine, mut around) = self.around(at);
        machine.idle(&mut around, rounds);
        self.now = around.now;
    }

    fn note(&mut self, at: usize) {
        let seen = [at as u64, self.counts.papers, self.counts.refused, self.faults.total(), self.chance.peek()];
        for number in seen {
            self.trail = self.trail.rotate_left(7) ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }

    /// The lines are good, the clocks are right, nobody does anything; administrators see to what is gone.
    fn make_peace(&mut self) {
        self.line.bad = false;
        for machine in &mut self.machines {
            machine.stop();
            machine.line_up = true;
            machine.clock_error = SignedDuration::ZERO;
        }
        self.now += SignedDuration::from_mins(30);
        self.line.deliver(&mut self.centrale, self.now);
        self.quiet(|_| true);
        let (now, keys) = (self.now, self.centrale.keys.clone());
        let whole: Vec<usize> = self
            .machines
            .iter_mut()
            .filter(|machine| !machine.gone && machine.key == keys[machine.desk])
            .filter_map(|machine| machine.may_promise(now).then_some(machine.desk))
            .collect();
        for desk in (0..self.centrale.plan.seats.len()).filter(|desk| !whole.contains(desk)) {
            self.centrale.declare_lost(desk, now);
        }
        self.quiet(|machine| !whole.contains(&machine.desk));
    }

    /// Turns for each of these machines, a contact apart, until nothing waits; where nothing ever happened there is
    /// nothing to say.
    pub fn quiet(&mut self, who: impl Fn(&Machine) -> bool) {
        // What came last is found at the next contact of the other side, or at the one after it.
        let mut calm = 0;
        for _ in 0..8 {
            let mut waits = false;
            for at in 0..self.machines.len() {
                let machine = &self.machines[at];
                if !machine.gone && self.lively.contains(&machine.seat.comune_id) && who(machine) {
                    self.quieten(at);
                    waits |= self.machines[at].waits();
                }
            }
            self.now += SignedDuration::from_secs(31);
            calm = if waits { 0 } else { calm + 1 };
            if calm == 3 {
                return;
            }
        }
    }

    fn quieten(&mut self, at: usize) {
        let (machine, mut around) = self.around(at);
        machine.finish(&mut around);
        self.now = around.now;
    }

    /// Whether both sides of a fork were heard.
    pub fn was_heard(&self, fork: &Fork) -> bool {
        let after = |trace: Trace| match trace {
            Trace::None => false,
            Trace::Contact(number) => number >= fork.contacts,
            Trace::Promise(number) => number > fork.promised,
        };
        let heard = |machine| self.centrale.heard.iter().any(|(who, trace)| *who == machine && after(*trace));
        heard(fork.old) && heard(fork.new)
    }
}

/// Some desks of two calendars, one of which serves two comuni.
fn is_busy(desk: usize) -> bool {
    matches!(desk, 0..=3 | 5..=8 | 25..=28)
}
