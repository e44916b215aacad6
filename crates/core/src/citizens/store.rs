//! Citizens in the database, found by code and by name.

use super::codice_fiscale;
use crate::Result;
use jiff::civil::date;
use rusqlite::{Connection, OptionalExtension, Transaction, named_params, params};
use sportello_protocol::citizens::Citizen;
use uuid::Uuid;

const MOST_FOUND: u32 = 20;

/// Keeps a citizen.
///
/// # Errors
/// When the database cannot be written.
pub fn keep(tx: &Transaction, citizen: &Citizen) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO citizens (id, codice_fiscale, canonical, sort_name, body)
         VALUES (:id, :codice_fiscale, :canonical, :sort_name, :body)
         ON CONFLICT DO UPDATE SET codice_fiscale = excluded.codice_fiscale, canonical = excluded.canonical,
             sort_name = excluded.sort_name, body = excluded.body",
    )?
    .execute(named_params! {
        ":id": citizen.id.to_string(),
        ":codice_fiscale": citizen.codice_fiscale,
        ":canonical": canonical(&citizen.codice_fiscale),
        ":sort_name": fold(&format!("{} {}", citizen.family_name, citizen.given_name)),
        ":body": serde_json::to_string(citizen)?,
    })?;
    Ok(())
}

/// The citizen with this id.
///
/// # Errors
/// When the database cannot be read.
pub fn get(conn: &Connection, id: Uuid) -> Result<Option<Citizen>> {
    one(conn, "SELECT body FROM citizens WHERE id = ?", &id.to_string())
}

/// Citizens whose name or code begins so, by name; none for fewer than two characters.
///
/// # Errors
/// When the database cannot be read.
pub fn beginning_with(conn: &Connection, text: &str) -> Result<Vec<Citizen>> {
    let folded = fold(text);
    if folded.chars().count() < 2 {
        return Ok(vec![]);
    }
    let code = text.trim().to_ascii_uppercase();
    let mut statement = conn.prepare_cached(
        "SELECT body FROM citizens
         WHERE (sort_name >= ?1 AND sort_name < ?2) OR (codice_fiscale >= ?3 AND codice_fiscale < ?4)
         ORDER BY sort_name LIMIT ?5",
    )?;
    let rows = statement
        .query_map(params![folded, after(&folded), code, after(&code), MOST_FOUND], |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for body in rows {
        found.push(serde_json::from_str(&body?)?);
    }
    Ok(found)
}

fn one(conn: &Connection, sql: &str, param: &str) -> Result<Option<Citizen>> {
    let body: Option<String> = conn.prepare_cached(sql)?.query_row([param], |row| row.get(0)).optional()?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
}

/// A code that came from elsewhere and does not verify is its own canonical form.
fn canonical(code: &str) -> String {
    // The century does not matter here, so neither does today.
    codice_fiscale::decode(code, date(9999, 12, 31)).map_or_else(|_| code.to_owned(), |decoded| decoded.canonical)
}

/// Greater than every text that begins with `text`.
fn after(text: &str) -> String {
    format!("{text}\u{10ffff}")
}

/// Lower case, without accents and apostrophes, single spaces: what people mean when they type a name.
pub fn fold(text: &str) -> String {
    let letters: String = text
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => Some('a'),
            'è' | 'é' | 'ê' | 'ë' => Some('e'),
            'ì' | 'í' | 'î' | 'ï' => Some('i'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => Some('o'),
            'ù' | 'ú' | 'û' | 'ü' => Some('u'),
            'ç' | 'č' | 'ć' => Some('c'),
            'š' => Some('s'),
            'ž' => Some('z'),
            'đ' => Some('d'),
            'ñ' => Some('n'),
            '\'' | '’' | '`' => None,
            '-' => Some(' '),
            other => Some(other),
        })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn accents_and_apostrophes_do_not_matter() {
        assert_eq!(fold("  D'Amìco  Niccolò "), "damico niccolo");
        assert_eq!(fold("Šuligoj-Žnidarčič"), "suligoj znidarcic");
    }
}
