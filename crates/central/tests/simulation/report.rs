//! What the runs met and what it cost.

use serde::Serialize;
use std::ops::AddAssign;

macro_rules! counts {
    ($(#[$about:meta])* $name:ident { $($field:ident),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
        pub struct $name { $(pub $field: u64,)* }

        impl AddAssign<&$name> for $name {
            fn add_assign(&mut self, other: &$name) {
                $(self.$field += other.$field;)*
            }
        }
    };
}

counts! {
    /// What was done to the desks and their line.
    Faults {
        partitions, lost_requests, lost_answers, late_requests, repeated_requests, crashes, wrong_clocks,
        databases_put_back, databases_copied, marks_lost, machines_destroyed, desks_declared_lost, hours_withdrawn,
        absences,
    }
}

counts! {
    /// What the clerks did and what came of it.
    Counts {
        booked, confirmed_at_once, moved, cancelled, other_deeds, holds,
        refused, withdrawn, at_risk_named, papers, enrolled_anew, released,
        double_promises, lost_bookings, lost_slots, not_converged, false_quarantines, slots_claimed,
        image_forks, image_forks_found, image_forks_without_trace, double_papers_in_image_forks,
    }
}

impl Faults {
    pub fn total(&self) -> u64 {
        let all = serde_json::to_value(self).unwrap();
        all.as_object().unwrap().values().filter_map(serde_json::Value::as_u64).sum()
    }
}

/// `target/simulation/report.json`
#[derive(Serialize)]
pub struct Report {
    pub runs: u64,
    pub first_seed: u64,
    pub desks: usize,
    pub faults: u64,
    pub double_promises: u64,
    pub lost_bookings: u64,
    pub refused: u64,
    pub image_forks: u64,
    pub image_forks_found: u64,
    pub seconds: u64,
    pub faults_by_kind: Faults,
    pub counts: Counts,
    /// What went wrong, with the seed that shows it again; empty when all is well.
    pub broken: Vec<String>,
}
