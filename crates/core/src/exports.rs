//! Files for the operator: written into the folder for downloads, under a name without personal data.
//!
//! A table is a CSV as Excel in Italian opens it with a double click: UTF-8 with a mark at the beginning (without it Excel
//! reads accents wrong), the semicolon between cells (the comma is the decimal sign there), lines that end with CR LF and
//! quotes as RFC 4180 wants them. No cell can begin a formula.

use crate::{App, Error, Result};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
    pin::Pin,
};
use ts_rs::TS;

/// What begins a formula in a spreadsheet, the wide forms included.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
/// What has no width: it may stand before a formula and not be seen.
const UNSEEN: [char; 8] =
    ['\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{2060}', '\u{feff}'];
const MOST_CELLS: usize = 2_000_000;

/// What a table is about; with its day it makes the file's name.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// sportello-giorno-2026-11-25.csv
    Day,
    /// sportello-settimana-2026-11-23.csv
    Week,
    /// sportello-conteggio-2026-11.csv
    Month,
}

/// A table to be kept as CSV.
#[derive(Deserialize, TS)]
pub struct SaveTable {
    /// What it is about.
    pub kind: TableKind,
    /// Its day, or the first one.
    pub day: Date,
    /// Lines of cells, the headings included, as they stand on the screen.
    pub rows: Vec<Vec<String>>,
}

/// A file that was written.
#[derive(Debug, Serialize, TS)]
pub struct Saved {
    /// Its name.
    pub name: String,
    /// Where it is, with its name.
    pub path: String,
}

/// Writes a table as CSV into the folder for downloads; a file that is there is never replaced.
///
/// # Errors
/// `NotSaved`, `DiskFull`; `BadRequest` for more than two million cells
pub async fn save(_app: &App, request: SaveTable) -> Result<Saved> {
    if request.rows.iter().map(Vec::len).sum::<usize>() > MOST_CELLS {
        return Err(Error::BadRequest);
    }
    let folder = folder()?;
    let stem = match request.kind {
        TableKind::Day => format!("sportello-giorno-{}", request.day),
        TableKind::Week => format!("sportello-settimana-{}", request.day),
        TableKind::Month => format!("sportello-conteggio-{}", request.day.strftime("%Y-%m")),
    };
    let path = keep(&folder, &stem, "csv", csv(&request.rows).as_bytes())?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Saved { name, path: path.to_string_lossy().into_owned() })
}

/// Asks the operator where a file goes, by the system's own dialog, proposing a name; nothing: they changed their mind.
pub type AskPlace = Box<dyn Fn(String) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> + Send + Sync>;

/// Writes a document where the operator says; where nobody can be asked, into the folder for downloads under a free name.
/// Nothing where they changed their mind.
///
/// # Errors
/// `NotSaved`, `DiskFull`
pub async fn place(app: &App, stem: &str, extension: &str, bytes: &[u8]) -> Result<Option<Saved>> {
    // Whatever the number of an appointment holds, it is a name and no path.
    let stem: String = stem.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let path = match app.ask_place.get() {
        None => keep(&folder()?, &stem, extension, bytes)?,
        Some(ask) => {
            let Some(path) = ask(format!("{stem}.{extension}")).await else { return Ok(None) };
            let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Err(Error::NotSaved) };
            replace(folder, &name.to_string_lossy(), bytes)?;
            path
        }
    };
    mark_as_from_outside(&path);
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Some(Saved { name, path: path.to_string_lossy().into_owned() }))
}

/// Windows asks before it runs what came from outside, where the file says so. A disk that cannot hold the mark has none.
fn mark_as_from_outside(path: &Path) {
    #[cfg(windows)]
    {
        let mut mark = path.as_os_str().to_owned();
        mark.push(":Zone.Identifier");
        let _ = std::fs::write(mark, "[ZoneTransfer]\r\nZoneId=3\r\n");
    }
    let _ = path;
}

/// Where files for the operator go: the user's downloads.
///
/// # Errors
/// `NotSaved` where the user has no folder
pub fn folder() -> Result<PathBuf> {
    dirs::download_dir().filter(|folder| folder.is_dir()).or_else(dirs::home_dir).ok_or(Error::NotSaved)
}

/// Writes a file in the place of an older one of that name, whole or not at all.
///
/// # Errors
/// `NotSaved`, `DiskFull`
pub fn replace(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let mut part = tempfile::NamedTempFile::new_in(folder).map_err(|error| refused(&error))?;
    part.write_all(bytes).and_then(|()| part.as_file().sync_all()).map_err(|error| refused(&error))?;
    part.persist(folder.join(name)).map_err(|error| refused(&error.error))?;
    Ok(())
}

/// Writes a file under a name that is free in the folder: `stem.csv`, `stem (2).csv` …
///
/// # Errors
/// `NotSaved`, `DiskFull`
pub fn keep(folder: &Path, stem: &str, extension: &str, bytes: &[u8]) -> Result<PathBuf> {
    for turn in 1..1_000 {
        let name = if turn == 1 { format!("{stem}.{extension}") } else { format!("{stem} ({turn}).{extension}") };
        let path = folder.join(name);
        let mut file = match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(refused(&error)),
        };
        if let Err(error) = file.write_all(bytes).and_then(|()| file.sync_all()) {
            // Half a table would be taken for a whole one.
            let _ = std::fs::remove_file(&path);
            return Err(refused(&error));
        }
        return Ok(path);
    }
    Err(Error::NotSaved)
}

fn refused(error: &std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::StorageFull { Error::DiskFull } else { Error::NotSaved }
}

/// The table as text.
pub fn csv(rows: &[Vec<String>]) -> String {
    let mut text = String::from('\u{feff}');
    for row in rows {
        let cells: Vec<String> = row.iter().map(|content| cell(content)).collect();
        text.push_str(&cells.join(";"));
        text.push_str("\r\n");
    }
    text
}

fn cell(content: &str) -> String {
    // A program may drop spaces and what is not seen before it looks at the first character.
    let begins = content.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || UNSEEN.contains(&c));
    let formula = content.starts_with(FORMULA) || begins.starts_with(FORMULA);
    let content = if formula { format!("'{content}") } else { content.to_owned() };
    if content.contains([';', '"', '\r', '\n', '\t', ',']) || content.trim() != content {
        format!("\"{}\"", content.replace('"', "\"\""))
    } else {
        content
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[&str]) -> String {
        let text = csv(&[cells.iter().map(|cell| (*cell).to_owned()).collect()]);
        text.trim_start_matches('\u{feff}').trim_end_matches("\r\n").to_owned()
    }

    #[test]
    fn a_cell_never_begins_a_formula() {
        for begins in
            ["=1+1", "+39", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "\u{a0}=1", "\0=1", "\u{200b} =1"]
        {
            let written = line(&[begins]);
            assert!(written.trim_start_matches('"').starts_with('\''), "{begins:?} became {written:?}");
        }
        assert_eq!(line(&["=HYPERLINK(\"http://x\";\"a\")"]), "\"'=HYPERLINK(\"\"http://x\"\";\"\"a\"\")\"");
        assert_eq!(line(&["Rossi-Prova", "9:30", "0"]), "Rossi-Prova;9:30;0", "within a cell they are harmless");
    }

    #[test]
    fn cells_are_quoted_as_rfc_4180_wants_it() {
        assert_eq!(line(&["a;b", "dice \"sì\"", "due\r\nrighe", ""]), "\"a;b\";\"dice \"\"sì\"\"\";\"due\r\nrighe\";");
        let text = csv(&[vec!["Perché".into()], vec!["x".into()]]);
        assert_eq!(text.as_bytes()[..3], [0xef, 0xbb, 0xbf], "Excel reads accents by this mark");
        assert_eq!(text, "\u{feff}Perché\r\nx\r\n");
    }

    #[test]
    fn a_calendar_file_takes_the_place_of_the_earlier_one_and_leaves_nothing_half_written() {
        let folder = tempfile::tempdir().expect("a folder");
        for text in ["first", "second"] {
            replace(folder.path(), "appuntamento-S1-0001.ics", text.as_bytes()).expect("it is written");
        }
        let names: Vec<_> =
            std::fs::read_dir(folder.path()).expect("it is there").flatten().map(|e| e.file_name()).collect();
        assert_eq!(names, ["appuntamento-S1-0001.ics"]);
        let text = std::fs::read_to_string(folder.path().join("appuntamento-S1-0001.ics")).expect("a text");
        assert_eq!(text, "second");
        let error = replace(&folder.path().join("missing"), "a.ics", b"x").expect_err("no such folder");
        assert!(matches!(error, Error::NotSaved), "{error:?}");
    }

    #[test]
    fn a_file_that_is_there_is_never_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let names: Vec<String> = (0..3)
            .map(|_| keep(folder.path(), "sportello-giorno-2026-11-25", "csv", b"x").expect("it is written"))
            .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
            .collect();
        let stem = "sportello-giorno-2026-11-25";
        assert_eq!(names, [format!("{stem}.csv"), format!("{stem} (2).csv"), format!("{stem} (3).csv")]);
        let error = keep(&folder.path().join("missing"), stem, "csv", b"x").expect_err("no such folder");
        assert!(matches!(error, Error::NotSaved), "{error:?}");
    }
}
