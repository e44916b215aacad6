//! The desk's word: which slots are its own, and whether it may confirm on them without a line.
//!
//! Outside the database stands the [`Mark`]: the number of the last promise and the incarnation that Centrale gave
//! last. The order is: commit, then the mark, then "Confermato" on screen and paper. A database that does not agree
//! with the mark was put back or copied, and takes requests only, until Centrale has reconciled it.

mod contact;
mod mark;
mod record;

pub use mark::{Keeper, Mark};
pub use record::{allotted, sell};

use crate::{
    Error, Result, appointments,
    store::{Store, facts},
    sync::outbox,
};
use anyhow::anyhow;
use rusqlite::{Connection, Transaction};
use serde::Serialize;
use sportello_protocol::allotment::{Allotment, Condition, Contact, Standing};
use std::sync::{Mutex, MutexGuard};
use ts_rs::TS;
use uuid::Uuid;

/// More than a desk gives in the time between a database and its copy, as a rule.
const NUMBERS_LOST: i64 = 100;

/// Why a desk confirms nothing without a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RequestsOnly {
    /// Its database was put back from an older copy: the next contact with Centrale mends it.
    RolledBack,
    /// Its database is a copy of another desk's: it is to be enrolled anew.
    Copied,
    /// Centrale knows it twice: it is to be enrolled anew.
    Quarantined,
}

/// What the program knows of its own word while it runs.
pub struct Promise {
    keeper: Box<dyn Keeper>,
    state: Mutex<State>,
    turn: tokio::sync::Mutex<()>,
}

struct State {
    condition: Condition,
    mark: Option<Mark>,
}

impl Promise {
    /// Compares the database with the mark outside it. A crash between a promise and its mark is mended here.
    ///
    /// # Errors
    /// When the database or the keystore cannot be read.
    pub fn open(store: &Store, keeper: Box<dyn Keeper>) -> Result<Self> {
        let found = keeper.read()?;
        let (condition, mut mark) = store.read(|conn| record::compare(conn, found.as_ref()))?;
        let origin = match (condition, &found) {
            (Condition::Copied, Some(other)) => other.machine,
            (Condition::Copied, None) => name_copy(keeper.as_ref()),
            (Condition::Whole | Condition::RolledBack, _) => {
                mark.as_ref().map_or_else(Uuid::new_v4, |mark| mark.machine)
            }
        };
        let mut written = true;
        if let Some(new) = mark.as_ref().filter(|mark| found.as_ref() != Some(mark))
            && let Err(error) = keeper.write(new)
        {
            tracing::error!(%error, "The mark of a promise could not be written at the start.");
            (written, mark) = (false, found);
        }
        if condition == Condition::Whole {
            // Without its mark the database stays ahead: the promise is provisional, and no other is given.
            store.write(|tx| {
                if written {
                    record::settle(tx, mark.as_ref())?;
                }
                show_promised(tx)
            })?;
        } else {
            // Numbers that this database does not know may be on slips.
            store.write(|tx| {
                let last: i64 = facts::get(tx, facts::LAST_NUMBER)?.unwrap_or(0);
                facts::set(tx, facts::LAST_NUMBER, &(last + NUMBERS_LOST))
            })?;
            if condition == Condition::Copied {
                // What was promised before it was copied is as true here as there, and is sent from both.
                store.write(|tx| {
                    Self::kept(tx, record::promised(tx)?)?;
                    show_promised(tx)
                })?;
            }
            tracing::warn!(?condition, "The database is not the one that the mark outside it tells of: requests only.");
        }
        store.write(|tx| {
            // A database that stays where it was keeps its own, through every enrolment.
            let known = facts::get::<Uuid>(tx, facts::ORIGIN)?.filter(|_| condition != Condition::Copied);
            facts::set(tx, facts::ORIGIN, &known.unwrap_or(origin))?;
            match condition {
                Condition::Whole => Ok(()),
                Condition::RolledBack => outbox::park_wishes(tx, None),
                Condition::Copied => outbox::park_wishes(tx, Some(origin)),
            }
        })?;
        Ok(Self { keeper, state: Mutex::new(State { condition, mark }), turn: Default::default() })
    }

    /// Whether the desk may confirm on its own slots now.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn is_open(&self, conn: &Connection) -> Result<bool> {
        let state = self.lock()?;
        let Some(mark) = &state.mark else { return Ok(false) };
        Ok(state.condition == Condition::Whole && mark.incarnation.is_some() && record::agrees(conn, mark)?)
    }

    /// Why the desk takes requests only, if it does.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn requests_only(&self, conn: &Connection) -> Result<Option<RequestsOnly>> {
        if facts::get::<bool>(conn, facts::QUARANTINED)?.unwrap_or(false) {
            return Ok(Some(RequestsOnly::Quarantined));
        }
        Ok(match self.lock()?.condition {
            Condition::Whole => None,
            Condition::RolledBack => Some(RequestsOnly::RolledBack),
            Condition::Copied => Some(RequestsOnly::Copied),
        })
    }

    /// Writes the mark of a promise that is committed; only then may anybody be told.
    ///
    /// # Errors
    /// When the keystore cannot be written: the booking is safe, and provisional.
    pub fn keep(&self, number: i64) -> Result<()> {
        let mut state = self.lock()?;
        let Some(mark) = &state.mark else { return Err(anyhow!("there is no mark").into()) };
        let kept = Mark { promised: number.max(mark.promised), ..mark.clone() };
        self.keeper.write(&kept)?;
        state.mark = Some(kept);
        Ok(())
    }

    /// In the database: promises up to this number have their mark, so they are confirmed and may be sent.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn kept(tx: &Transaction, number: i64) -> Result<()> {
        let marked = facts::get::<i64>(tx, facts::MARKED)?.unwrap_or(0);
        facts::set(tx, facts::MARKED, &number.max(marked))
    }

    /// A contact that is to be sent. Until it is answered it is the same one, and that stands in the mark: whoever does
    /// not know it has another history.
    ///
    /// # Errors
    /// When the keystore cannot be written, or the database not be read.
    pub fn begin(&self, store: &Store) -> Result<Contact> {
        store.read(|conn| {
            let mut state = self.lock()?;
            let attempt = match &state.mark {
                Some(Mark { attempt: Some(attempt), .. }) => *attempt,
                Some(mark) => {
                    let attempt = Uuid::now_v7();
                    let begun = Mark { attempt: Some(attempt), ..mark.clone() };
                    self.keeper.write(&begun)?;
                    state.mark = Some(begun);
                    attempt
                }
                None => Uuid::now_v7(),
            };
            contact::say(conn, state.condition, state.mark.as_ref(), attempt)
        })
    }

    /// Centrale refused a contact. Where it has a later promise of this desk than the contact told of, the next one says
    /// so: either the contact came late and the desk's count is higher by now, or the desk was put back from an image.
    /// Else others went on with its answer, and the next contact is another.
    ///
    /// # Errors
    /// When the keystore or the database cannot be written.
    pub fn refused(&self, store: &Store, arrived: Option<i64>) -> Result<()> {
        if let Some(arrived) = arrived {
            return store.write(|tx| facts::set(tx, facts::TOLD, &arrived));
        }
        let mut state = self.lock()?;
        if let Some(mark) = &state.mark {
            let ended = Mark { attempt: None, ..mark.clone() };
            self.keeper.write(&ended)?;
            state.mark = Some(ended);
        }
        Ok(())
    }

    /// Takes over Centrale's answer to `contact`: the mark is written before the database follows.
    ///
    /// # Errors
    /// When the keystore or the database cannot be written.
    pub fn finish(&self, store: &Store, contact: &Contact, answer: &Allotment) -> Result<()> {
        let condition = store.write(|tx| {
            let mut state = self.lock()?;
            if let (Standing::Good, Some(mark), Some(_)) = (answer.standing, &state.mark, answer.incarnation) {
                let promised = mark.promised.max(contact.promised);
                let renewed = Mark { incarnation: answer.incarnation, promised, machine: mark.machine, attempt: None };
                self.keeper.write(&renewed)?;
                state.mark = Some(renewed);
            }
            let condition = contact::finish(tx, state.condition, state.mark.as_ref(), answer)?;
            if state.condition != condition {
                show_promised(tx)?;
            }
            Ok(condition)
        })?;
        self.lock()?.condition = condition;
        while condition == Condition::Whole
            && let Some((number, appointment)) = store.write(contact::promise_request)?
        {
            self.keep(number)?;
            store.write(|tx| {
                Self::kept(tx, number)?;
                appointments::show(tx, appointment)
            })?;
        }
        store.write(contact::give_back_requested)
    }

    /// Centrale no longer knows this desk: no word of it would be kept, after the next start either. What is its own
    /// comes back with the next contact that is answered.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn rejected(&self, store: &Store) -> Result<()> {
        store.write(|tx| {
            tx.execute("DELETE FROM allotted", [])?;
            facts::set(tx, facts::QUARANTINED, &true)
        })
    }

    /// The desk has a new identity: nothing is its own yet, and the count goes on.
    ///
    /// # Errors
    /// When the keystore or the database cannot be written.
    pub fn renew(&self, store: &Store) -> Result<()> {
        store.write(|tx| {
            let mut state = self.lock()?;
            let promised = record::promised(tx)?.max(state.mark.as_ref().map_or(0, |mark| mark.promised));
            let mark = Mark { machine: Uuid::new_v4(), incarnation: None, promised, attempt: None };
            self.keeper.write(&mark)?;
            record::begin_anew(tx, &mark)?;
            *state = State { condition: Condition::Whole, mark: Some(mark) };
            Ok(())
        })
    }

    /// A turn to promise: from the commit to the mark there is one promise at a time.
    pub async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    // Taken inside a transaction or alone, never around one: the database's lock comes first.
    fn lock(&self) -> Result<MutexGuard<'_, State>> {
        self.state.lock().map_err(|_| Error::from(anyhow!("the promise's lock is poisoned")))
    }
}

/// A PC with a copied database and without any mark gets one that no database has: by it what is done here is told from
/// what the original does.
fn name_copy(keeper: &dyn Keeper) -> Uuid {
    let own = Mark { machine: Uuid::new_v4(), incarnation: None, promised: 0, attempt: None };
    if let Err(error) = keeper.write(&own) {
        tracing::error!(%error, "The mark of a copy could not be written: after the next start it is another one.");
    }
    own.machine
}

/// What is shown follows the marks: a crash may have come between a mark and its picture.
fn show_promised(tx: &Transaction) -> Result<()> {
    outbox::list(tx)?
        .iter()
        .filter(|entry| entry.promised)
        .try_for_each(|entry| appointments::show(tx, entry.appointment_id))
}
