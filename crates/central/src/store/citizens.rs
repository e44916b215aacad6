//! The citizens that desks booked for.

use super::{
    changes::{self, Kind},
    values::{column, from_word, instant, word},
};
use crate::error::{Fault, Result};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sportello_protocol::{
    citizens::{Citizen, NoticeGiven},
    problem::ProblemKind,
};
use uuid::Uuid;

/// Adds a citizen or takes over what a desk now knows; another comune's stays untouched and unseen.
pub fn save(tx: &Transaction, comune: Uuid, citizen: &Citizen) -> Result<()> {
    let owner: Option<Uuid> =
        tx.query_row("SELECT comune_id FROM citizen WHERE id = ?1", [citizen.id], |row| row.get(0)).optional()?;
    if owner.is_some_and(|owner| owner != comune) {
        return Err(ProblemKind::BadRequest.into());
    }
    if owner.is_some() && get(tx, citizen.id)? == *citizen {
        return Ok(());
    }
    tx.execute(
        "INSERT INTO citizen (id, comune_id, codice_fiscale, family_name, given_name, birth_date, sex,
           birthplace_code, phone, notice_version, notice_at, mismatch_reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (id) DO UPDATE SET codice_fiscale = ?3, family_name = ?4, given_name = ?5, birth_date = ?6,
           sex = ?7, birthplace_code = ?8, phone = ?9, notice_version = ?10, notice_at = ?11,
           mismatch_reason = ?12",
        params![
            citizen.id,
            comune,
            citizen.codice_fiscale,
            citizen.family_name,
            citizen.given_name,
            citizen.birth_date.map(|date| date.to_string()),
            citizen.sex.map(word).transpose()?,
            citizen.birthplace_code,
            citizen.phone,
            citizen.privacy_notice.as_ref().map(|notice| &notice.version),
            citizen.privacy_notice.as_ref().map(|notice| column(notice.at)),
            citizen.mismatch_reason,
        ],
    )?;
    changes::log(tx, comune, Kind::Citizen, citizen.id)
}

/// A citizen by id.
pub fn get(conn: &Connection, id: Uuid) -> Result<Citizen> {
    let mut query = conn.prepare_cached(
        "SELECT codice_fiscale, family_name, given_name, birth_date, sex, birthplace_code, phone, notice_version,
           notice_at, mismatch_reason FROM citizen WHERE id = ?1",
    )?;
    let mut rows = query.query([id])?;
    let row = rows.next()?.ok_or(Fault::Stored("citizen"))?;
    let (birth_date, sex): (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
    let (version, at): (Option<String>, Option<i64>) = (row.get(7)?, row.get(8)?);
    let privacy_notice = match (version, at) {
        (Some(version), Some(at)) => Some(NoticeGiven { version, at: instant(at)? }),
        _ => None,
    };
    Ok(Citizen {
        id,
        codice_fiscale: row.get(0)?,
        family_name: row.get(1)?,
        given_name: row.get(2)?,
        birth_date: birth_date.map(|date| date.parse()).transpose()?,
        sex: sex.map(from_word).transpose()?,
        birthplace_code: row.get(5)?,
        phone: row.get(6)?,
        mismatch_reason: row.get(9)?,
        privacy_notice,
    })
}
