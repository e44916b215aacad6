//! The line: requests are lost, arrive twice, arrive late and in another order; answers are lost.

use super::{
    centrale::{Caller, Centrale, Reply, Request},
    chance::Chance,
    report::Faults,
};
use jiff::{SignedDuration, Timestamp};

/// No request lives longer: the voucher that it carries ends.
const LATEST_MINUTES: i64 = 9;

/// A request that is still on its way; nobody waits for its answer.
struct Late {
    arrives: Timestamp,
    caller: Caller,
    request: Request,
}

#[derive(Default)]
pub struct Line {
    late: Vec<Late>,
    /// Whether the line has faults at all.
    pub bad: bool,
}

impl Line {
    /// Sends a request and waits; nothing where no answer comes.
    pub fn exchange(
        &mut self,
        centrale: &mut Centrale,
        chance: &mut Chance,
        faults: &mut Faults,
        (caller, request): (Caller, &Request),
        now: Timestamp,
    ) -> Option<Reply> {
        if !self.bad {
            return Some(centrale.handle(caller, request, now));
        }
        match chance.between(0, 99) {
            0..5 => {
                faults.lost_requests += 1;
                None
            }
            5..10 => {
                faults.lost_answers += 1;
                centrale.handle(caller, request, now);
                None
            }
            10..14 => {
                faults.late_requests += 1;
                self.delay(chance, caller, request, now);
                None
            }
            14..18 => {
                faults.repeated_requests += 1;
                self.delay(chance, caller, request, now);
                Some(centrale.handle(caller, request, now))
            }
            _ => Some(centrale.handle(caller, request, now)),
        }
    }

    fn delay(&mut self, chance: &mut Chance, caller: Caller, request: &Request, now: Timestamp) {
        let arrives = now + SignedDuration::from_secs(chance.between(1, 60 * LATEST_MINUTES));
        self.late.push(Late { arrives, caller, request: request.clone() });
    }

    /// What was late arrives, in the order of its arrival.
    pub fn deliver(&mut self, centrale: &mut Centrale, now: Timestamp) {
        self.late.sort_by_key(|late| late.arrives);
        let due = self.late.partition_point(|late| late.arrives <= now);
        for late in self.late.drain(..due) {
            centrale.handle(late.caller, &late.request, late.arrives);
        }
    }
}
