//! The file of `--meetings`: which provider the office uses, the way through firewalls, the telephone for when all else fails.

use super::{providers::Provider, turn::Turn};
use crate::{
    error::{Fault, Result},
    keys::refuse_readable,
};
use serde::Deserialize;
use std::{fs, path::Path};

/// What an administrator decides about meetings.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meetings {
    /// Who provides the meeting; Centrale's own room where nothing is said.
    #[serde(default)]
    pub provider: Provider,
    /// The number under which the office is reached when neither picture nor sound come through, as it is dialled.
    #[serde(default)]
    pub phone: Option<String>,
    /// STUN servers: `stun:stun.example:3478`.
    #[serde(default)]
    pub stun: Vec<String>,
    /// The TURN server, for counters behind a firewall.
    #[serde(default)]
    pub turn: Option<Turn>,
}

impl Meetings {
    /// Reads the file; without one Centrale's own room is used, without STUN and TURN.
    ///
    /// # Errors
    /// `KeyReadable` where others may read the file, which holds secrets; `Meetings` where it cannot be understood.
    pub fn load(file: Option<&Path>) -> Result<Self> {
        let Some(file) = file else { return Ok(Self::default()) };
        refuse_readable(file)?;
        serde_json::from_str(&fs::read_to_string(file)?).map_err(Fault::Meetings)
    }
}
