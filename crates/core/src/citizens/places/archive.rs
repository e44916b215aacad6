//! The archive of places that is compiled into the program: `cargo xtask places` makes it.

use jiff::civil::Date;
use std::{io::Read, sync::OnceLock};

const PACKED: &[u8] = include_bytes!("../../../data/places.tsv.zst");

/// A place under one name and in one province.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Cadastral code.
    pub code: &'static str,
    /// Name.
    pub name: &'static str,
    /// Name in the second language, or empty.
    pub second_name: &'static str,
    /// The province's letters, or empty.
    pub province: &'static str,
    /// First day.
    pub from: Date,
    /// Last day, `Date::MAX` while it lasts.
    pub to: Date,
}

/// The rows by code and first day, and where they are from.
#[derive(Debug, Default)]
pub struct Archive {
    /// Name and version of the source.
    pub source: &'static str,
    /// The day of the source.
    pub as_of: Option<Date>,
    /// By code, then by first day.
    pub rows: Vec<Row>,
}

/// The archive, unpacked at the first use.
pub fn archive() -> &'static Archive {
    static TEXT: OnceLock<String> = OnceLock::new();
    static ARCHIVE: OnceLock<Archive> = OnceLock::new();
    // An archive that cannot be read would make every place unknown, not the desk unusable; the tests count its rows.
    ARCHIVE.get_or_init(|| parse(TEXT.get_or_init(|| unpack().unwrap_or_default())).unwrap_or_default())
}

/// The rows of a code.
pub fn rows(code: &str) -> &'static [Row] {
    let rows = &archive().rows;
    let from = rows.partition_point(|row| row.code < code);
    let length = rows[from..].partition_point(|row| row.code == code);
    &rows[from..from + length]
}

fn unpack() -> std::io::Result<String> {
    let mut text = String::new();
    zstd::Decoder::new(PACKED)?.read_to_string(&mut text)?;
    Ok(text)
}

fn parse(text: &'static str) -> Option<Archive> {
    let mut lines = text.lines();
    let (source, as_of) = lines.next()?.split_once('\t')?;
    Some(Archive { source, as_of: as_of.parse().ok(), rows: lines.map(row).collect::<Option<_>>()? })
}

fn row(line: &'static str) -> Option<Row> {
    let mut fields = line.split('\t');
    let mut next = || fields.next();
    let (code, name, second_name, province) = (next()?, next()?, next()?, next()?);
    let from = next()?.parse().ok()?;
    let to = match next()? {
        "" => Date::MAX,
        to => to.parse().ok()?,
    };
    Some(Row { code, name, second_name, province, from, to })
}
