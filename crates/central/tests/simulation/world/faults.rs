//! What happens to desks besides their line: machines, disks, clocks, hours, and administrators who see to it.

use super::{Fork, World};
use crate::machine::{Machine, Taken};
use jiff::SignedDuration;
use sportello_central::store::desks::DeskStanding;

impl World<'_> {
    pub(super) fn something_breaks(&mut self) {
        let Some(at) = self.some_machine() else { return };
        match self.chance.between(0, 99) {
            0..40 => self.toggle_lines(at),
            40..50 => {
                self.faults.wrong_clocks += 1;
                self.machines[at].clock_error = SignedDuration::from_hours(self.chance.between(-26, 26));
                self.machines[at].stop();
            }
            50..60 => self.take_image(at),
            60..66 => self.put_database_back(),
            66..72 => self.copy_database(at),
            72..80 => self.let_image_live(),
            80..82 => {
                self.faults.marks_lost += 1;
                self.machines[at].disk.lose_mark();
                self.machines[at].stop();
            }
            82..87 => {
                self.faults.machines_destroyed += 1;
                let at = self.some_machine_that_alone_knows().unwrap_or(at);
                self.machines[at].gone = true;
            }
            87..92 => {
                self.faults.desks_declared_lost += 1;
                self.centrale.declare_lost(self.machines[at].desk, self.now);
            }
            92..94 => {
                self.faults.absences += u64::from(self.centrale.note_absence(self.machines[at].desk, self.now));
            }
            _ => {
                self.faults.hours_withdrawn += 1;
                let hour = self.now + SignedDuration::from_hours(self.chance.between(1, 72));
                self.centrale.withdraw(self.machines[at].desk, hour, self.now);
            }
        }
    }

    /// The line of a comune goes, or comes back; or of one desk.
    fn toggle_lines(&mut self, at: usize) {
        self.faults.partitions += 1;
        let up = !self.machines[at].line_up;
        let whole_comune = self.chance.per_mille(400);
        let comune = self.machines[at].seat.comune_id;
        for machine in &mut self.machines {
            if machine.number == at || whole_comune && machine.seat.comune_id == comune {
                machine.line_up = up;
            }
        }
    }

    fn take_image(&mut self, at: usize) {
        let image = self.machines[at].disk.image();
        self.machines[at].image = Some(Taken { step: self.step, contacts: self.centrale.begun.len(), image });
    }

    /// The database of some days ago, under the mark of today.
    fn put_database_back(&mut self) {
        let Some(at) = self.some_machine_with_an_image() else { return };
        let Some(Taken { image, .. }) = self.machines[at].image.clone() else { return };
        self.faults.databases_put_back += 1;
        self.machines[at].stop();
        self.machines[at].disk.put_back_database(&image);
    }

    /// The database without its mark, on another PC, beside the desk.
    fn copy_database(&mut self, at: usize) {
        let image = self.machines[at].disk.image().without_mark();
        self.faults.databases_copied += 1;
        let twin = self.machines[at].twin(self.machines.len(), &image);
        self.machines.push(twin);
    }

    /// The whole image, mark included: in the machine's place or beside it. Once a desk is enough.
    fn let_image_live(&mut self) {
        let Some(at) = self.some_machine_with_an_image() else { return };
        let desk = self.machines[at].desk;
        let Some(Taken { step, contacts, image }) = self.machines[at].image.take() else { return };
        if self.forks.iter().any(|fork| fork.desk == desk) {
            return;
        }
        let new = self.machines.len();
        let mut twin = self.machines[at].twin(new, &image);
        twin.imaged = true;
        self.machines.push(twin);
        self.machines[at].imaged = true;
        self.machines[at].gone = self.chance.per_mille(600);
        self.papers.set_apart(at, step);
        self.forks.push(Fork { desk, old: at, new, contacts, at: self.now, promised: image.promised });
    }

    fn some_machine_with_an_image(&mut self) -> Option<usize> {
        let with = |at: &usize| !self.machines[*at].gone && self.machines[*at].image.is_some();
        let those: Vec<usize> = (0..self.machines.len()).filter(with).collect();
        self.chance.pick(&those).copied()
    }

    /// A machine with promises that Centrale has not heard: what is lost with it matters most.
    fn some_machine_that_alone_knows(&mut self) -> Option<usize> {
        let knows: Vec<usize> = (0..self.machines.len())
            .filter(|at| !self.machines[*at].gone && self.machines[*at].promised_in_silence())
            .collect();
        self.chance.pick(&knows).copied()
    }

    /// An administrator sees to a desk that is without a machine, or exists twice: what is known to be on nobody's paper
    /// is given free, and a machine gets a new code.
    pub(super) fn put_into_service(&mut self) {
        let waiting: Vec<usize> = (0..self.centrale.plan.seats.len()).filter(|desk| self.is_out(*desk)).collect();
        let Some(&desk) = self.chance.pick(&waiting) else { return };
        self.counts.enrolled_anew += 1;
        let living = self.machines.iter().position(|machine| machine.desk == desk && !machine.gone);
        if living.is_none() && self.chance.per_mille(500) {
            self.centrale.declare_lost(desk, self.now);
            self.counts.released += self.centrale.release(desk, &self.papers.held(), self.now);
        }
        let at = living.unwrap_or_else(|| {
            let new = self.machines.len();
            self.machines.push(Machine::new(new, desk, &self.centrale.plan.seats[desk], &self.blank[desk]));
            new
        });
        let key = self.centrale.enrol(desk, self.now);
        let machine = &mut self.machines[at];
        machine.stop();
        (machine.image, machine.imaged) = (None, false);
        machine.enrolled(key, self.now);
    }

    /// A fork that nobody has found yet stays as it is: an enrolment would end it, and nothing be proven.
    fn is_out(&self, desk: usize) -> bool {
        let found = self.centrale.acts(desk, &["desk_twice"]) > 0;
        if self.forks.iter().any(|fork| fork.desk == desk) && !found {
            return false;
        }
        let living = self.machines.iter().filter(|machine| machine.desk == desk && !machine.gone).count();
        // One that says itself that it lost its mark, and has no other beside it.
        let alone_without_mark = living == 1 && self.centrale.acts(desk, &["desk_copied"]) > 0;
        living == 0 || alone_without_mark || self.centrale.standing(desk).standing == DeskStanding::Quarantined
    }
}
