//! What to do next on the line: state and event in, action out. No clock, no network, no database in here.
//!
//! When the line comes, both sides first say which slots are the desk's. Then commands leave, in order, then comes what
//! is read, then bytes. After a failure everything waits, longer each
//! time, with full jitter; there is no limit of attempts, and whatever the clerk does cuts the wait short.

use std::time::Duration;

/// Time since the program started, on a clock that nobody can set.
pub type Monotonic = Duration;

const FIRST_WAIT: Duration = Duration::from_secs(2);
/// A desk is one of a few dozen: it may ask often, and a clerk sees the line come back.
const LONGEST_WAIT: Duration = Duration::from_secs(12);
/// How often the changes of others are asked for.
const PULL_EVERY: Duration = Duration::from_secs(1);
/// How often both sides compare which slots are the desk's.
const CONTACT_EVERY: Duration = Duration::from_secs(30);
/// How often what is polled whole is asked for.
const POLL_EVERY: Duration = Duration::from_secs(30);

/// What there is to do, as the database says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Work {
    /// Centrale and this desk must agree on a number before anything is sent.
    pub contact_first: bool,
    /// A command waits.
    pub command: bool,
    /// A document's bytes wait to leave or to come.
    pub bytes: bool,
}

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Say which slots are the desk's, and hear it.
    Contact,
    /// Send the next command.
    Push,
    /// Read the changes.
    Pull,
    /// Read roster, catalogue, slots and snapshot.
    Poll,
    /// Send or fetch bytes.
    Bytes,
    /// Nothing, for so long or until woken.
    Wait(Duration),
}

/// The state of the line.
#[derive(Debug, Default)]
pub struct Engine {
    failures: u32,
    retry_at: Monotonic,
    /// Whether there was a contact since the line came, or it was tried.
    met: bool,
    contact_at: Monotonic,
    pull_at: Monotonic,
    poll_at: Monotonic,
}

impl Engine {
    /// What to do at `now`, with this `work`.
    pub fn next(&self, now: Monotonic, work: Work) -> Action {
        if self.retry_at > now {
            return Action::Wait(self.retry_at - now);
        }
        if (!self.met || work.contact_first) && self.contact_at <= now {
            Action::Contact
        } else if work.command {
            Action::Push
        } else if self.pull_at <= now {
            Action::Pull
        } else if self.contact_at <= now {
            Action::Contact
        } else if self.poll_at <= now {
            Action::Poll
        } else if work.bytes {
            Action::Bytes
        } else {
            Action::Wait(self.pull_at.min(self.poll_at).min(self.contact_at).saturating_sub(now))
        }
    }

    /// `action` succeeded.
    pub fn succeeded(&mut self, action: Action, now: Monotonic) {
        self.failures = 0;
        match action {
            Action::Contact => (self.met, self.contact_at) = (true, now + CONTACT_EVERY),
            Action::Pull => self.pull_at = now + PULL_EVERY,
            Action::Poll => self.poll_at = now + POLL_EVERY,
            // A booking changes the slots; the answer of others' is worth having at once.
            Action::Push => {
                self.contact_at = self.contact_at.min(now + PULL_EVERY);
                self.poll_at = self.poll_at.min(now + PULL_EVERY);
            }
            Action::Bytes | Action::Wait(_) => {}
        }
    }

    /// `action` failed. It has its turn again after the others, so that what fails for good starves nobody. `asked` is Centrale's `Retry-After`; `dice` is a random number from 0 to 1.
    pub fn failed(&mut self, action: Action, now: Monotonic, asked: Option<Duration>, dice: f64) {
        self.failures = self.failures.saturating_add(1);
        let ceiling = FIRST_WAIT.saturating_mul(1 << self.failures.min(6)).min(LONGEST_WAIT);
        let mut wait = FIRST_WAIT / 2 + ceiling.mul_f64(dice.clamp(0.0, 1.0));
        // A long answer meets more cuts than a short one: of the line it says nothing before a short one is missed too.
        let bytes = action == Action::Bytes;
        if bytes {
            wait /= 4;
        }
        self.retry_at = now + asked.unwrap_or(Duration::ZERO).max(wait);
        self.met = action == Action::Contact || bytes && self.met;
        match action {
            Action::Contact => self.contact_at = self.retry_at + 2 * PULL_EVERY,
            Action::Pull => self.pull_at = self.retry_at + 2 * PULL_EVERY,
            Action::Poll => self.poll_at = self.retry_at + POLL_EVERY,
            Action::Push | Action::Bytes | Action::Wait(_) => {}
        }
    }

    /// The clerk did something, or the network came back: try now.
    pub fn woken(&mut self, now: Monotonic) {
        self.retry_at = self.retry_at.min(now);
        self.pull_at = self.pull_at.min(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMAND: Work = Work { contact_first: false, command: true, bytes: true };

    fn met() -> Engine {
        let mut engine = Engine::default();
        engine.succeeded(Action::Contact, Duration::ZERO);
        engine
    }

    #[test]
    fn commands_leave_before_everything_but_the_first_contact() {
        assert_eq!(Engine::default().next(Duration::ZERO, COMMAND), Action::Contact);
        assert_eq!(met().next(Duration::ZERO, COMMAND), Action::Push);
    }

    #[test]
    fn where_the_numbers_differ_a_contact_comes_first_and_starves_nobody() {
        let mut engine = met();
        let work = Work { contact_first: true, ..COMMAND };
        let later = CONTACT_EVERY;
        assert_eq!(engine.next(later, work), Action::Contact);
        engine.failed(Action::Contact, later, None, 0.0);
        assert_eq!(engine.next(engine.retry_at, work), Action::Push);
    }

    #[test]
    fn bytes_wait_for_what_is_read() {
        let mut engine = met();
        let bytes = Work { bytes: true, ..Work::default() };
        assert_eq!(engine.next(Duration::ZERO, bytes), Action::Pull);
        engine.succeeded(Action::Pull, Duration::ZERO);
        assert_eq!(engine.next(Duration::ZERO, bytes), Action::Poll);
        engine.succeeded(Action::Poll, Duration::ZERO);
        assert_eq!(engine.next(Duration::ZERO, bytes), Action::Bytes);
    }

    #[test]
    fn one_failure_is_tried_again_without_anyone_doing_anything() {
        let mut engine = Engine { met: true, ..met() };
        engine.failed(Action::Push, Duration::ZERO, None, 1.0);
        let Action::Wait(wait) = engine.next(Duration::ZERO, COMMAND) else { panic!("it must wait first") };
        assert!(wait <= Duration::from_secs(5), "the first wait is short, it was {wait:?}");
        assert_eq!(engine.next(wait, COMMAND), Action::Push);
    }

    #[test]
    fn what_is_read_and_fails_for_good_starves_nobody() {
        let mut engine = met();
        let bytes = Work { bytes: true, ..Work::default() };
        for action in [Action::Pull, Action::Poll] {
            assert_eq!(engine.next(engine.retry_at, bytes), action);
            engine.failed(action, engine.retry_at, None, 0.0);
        }
        assert_eq!(engine.next(engine.retry_at, bytes), Action::Bytes);
    }

    #[test]
    fn bytes_that_broke_off_go_on_soon_and_without_another_contact() {
        let mut engine = met();
        let bytes = Work { bytes: true, ..Work::default() };
        engine.succeeded(Action::Pull, Duration::ZERO);
        engine.succeeded(Action::Poll, Duration::ZERO);
        engine.failed(Action::Bytes, Duration::ZERO, None, 1.0);
        let Action::Wait(wait) = engine.next(Duration::ZERO, bytes) else { panic!("it must wait") };
        assert!(wait < Duration::from_secs(2), "it was {wait:?}");
        assert_eq!(engine.next(wait, COMMAND), Action::Push);
        engine.succeeded(Action::Pull, wait);
        assert_eq!(engine.next(wait, bytes), Action::Bytes);
    }

    #[test]
    fn waits_grow_to_some_seconds_and_never_end() {
        let mut engine = Engine::default();
        for _ in 0..1_000 {
            engine.failed(Action::Push, Duration::ZERO, None, 1.0);
        }
        let Action::Wait(wait) = engine.next(Duration::ZERO, COMMAND) else { panic!("it must wait") };
        assert!(wait > Duration::from_secs(10) && wait <= Duration::from_secs(13), "it was {wait:?}");
    }

    #[test]
    fn a_retry_after_is_obeyed_but_a_clerk_is_not_kept_waiting() {
        let mut engine = Engine { met: true, ..met() };
        engine.failed(Action::Push, Duration::ZERO, Some(Duration::from_secs(90)), 0.0);
        assert_eq!(engine.next(Duration::ZERO, COMMAND), Action::Wait(Duration::from_secs(90)));
        engine.woken(Duration::from_secs(1));
        assert_eq!(engine.next(Duration::from_secs(1), COMMAND), Action::Push);
    }
}
