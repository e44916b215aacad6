//! The mark: what stands outside the database, so that a database that was put back is known for one.

use crate::{Result, secrets::Secrets};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What stands outside the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Made with the first mark of a database on this machine; a copy elsewhere meets another one, or none.
    pub machine: Uuid,
    /// The incarnation that Centrale gave last.
    pub incarnation: Option<Uuid>,
    /// The number of the last promise.
    pub promised: i64,
    /// The contact that was begun and not answered.
    #[serde(default)]
    pub attempt: Option<Uuid>,
}

/// Where the mark is kept, outside the database.
pub trait Keeper: Send + Sync {
    /// The mark, if there is one that can be read.
    ///
    /// # Errors
    /// When the place cannot be read.
    fn read(&self) -> Result<Option<Mark>>;

    /// Keeps the mark; it is durable when this returns.
    ///
    /// # Errors
    /// When the place cannot be written.
    fn write(&self, mark: &Mark) -> Result<()>;
}

impl Keeper for Secrets {
    fn read(&self) -> Result<Option<Mark>> {
        // A mark that is no mark is none: the desk takes requests until Centrale has reconciled it.
        Ok(self.mark()?.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    fn write(&self, mark: &Mark) -> Result<()> {
        self.set_mark(&serde_json::to_vec(mark)?)
    }
}
