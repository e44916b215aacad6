//! `cargo xtask places`: the archive of birthplaces, from the ANPR data that a Python package carries.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use jiff::civil::Date;
use serde::Deserialize;

use crate::processes::{command, output, step};
use crate::tree;

const PACKAGE: &str = "python-codicefiscale";
/// A newer version needs its own hash here, and docs/PLACES.md read again.
const VERSION: &str = "0.12.1";
const SHA256: &str = "403f029ce8a184650d969ef0eb604b3457128dff4b057de1ee40a56f0674733d";
const ARCHIVE: &str = "crates/core/data/places.tsv.zst";
/// The package gives every word a capital; Italian and German do not.
const SMALL_WORDS: [&str; 40] = [
    "A", "Ad", "Ai", "Al", "Alla", "Alle", "Allo", "Am", "An", "Auf", "Con", "Da", "Dal", "Dalla", "Degli", "Dei",
    "Del", "Della", "Delle", "Dello", "Der", "Di", "E", "Ed", "Il", "Im", "In", "Nei", "Nel", "Nella", "Nelle", "Ob",
    "Per", "Su", "Sui", "Sul", "Sulla", "Sulle", "Sullo", "Dai",
];
/// The one name of San Floriano del Collio that was decoded as Latin-1 on its way into the source.
const GARBLED: (&str, &str) = ("\u{c5} Teverjan", "Števerjan");
const SMALL_ARTICLES: [&str; 8] = ["D'", "Dell'", "Nell'", "Sull'", "All'", "Dall'", "De'", "Ne'"];

#[derive(Deserialize)]
struct Place {
    code: String,
    name: String,
    name_alt: String,
    province: String,
    date_created: String,
    date_deleted: String,
}

#[derive(Clone, PartialEq)]
struct Row {
    code: String,
    name: String,
    second_name: String,
    province: String,
    from: String,
    /// Empty while it lasts.
    to: String,
}

pub fn run() -> Result<()> {
    let folder = tree::target().join("places");
    let day = download(&folder)?;
    let data = folder.join("codicefiscale/data");
    let mut rows = Vec::new();
    for (file, is_foreign) in
        [("municipalities.json", false), ("countries.json", true), ("deleted-countries.json", true)]
    {
        let text = fs::read_to_string(data.join(file)).with_context(|| format!("{file} is not in the package"))?;
        rows.extend(serde_json::from_str::<Vec<Place>>(&text)?.into_iter().map(|place| row(place, is_foreign)));
    }
    let all = rows.len();
    // Comuni that ended before the cadastral codes: no codice fiscale can name them.
    rows.retain(|row| row.code != "ND");
    let coded = rows.len();
    let rows = joined(sorted(rows));
    let mut text = format!("{PACKAGE} {VERSION}\t{day}\n");
    for row in &rows {
        text +=
            &[&row.code, &row.name, &row.second_name, &row.province, &row.from, &row.to].map(String::as_str).join("\t");
        text.push('\n');
    }
    let packed = zstd::bulk::compress(text.as_bytes(), 19)?;
    println!("{all} rows, {coded} with a code, {} after joining; {} bytes", rows.len(), packed.len());
    fs::write(tree::root().join(ARCHIVE), packed).context("writing the archive")
}

/// Brings the package into `folder`, and gives the day of its data.
fn download(folder: &Path) -> Result<String> {
    if folder.is_dir() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let pinned = folder.join("requirements.txt");
    fs::write(&pinned, format!("{PACKAGE}=={VERSION} --hash=sha256:{SHA256}\n"))?;
    let mut pip = command("python3");
    pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes", "-r"]);
    step(&format!("Downloading {PACKAGE} {VERSION}"), pip.arg(&pinned).arg("-d").arg(folder))?;
    let wheel = folder.join(format!("{}-{VERSION}-py3-none-any.whl", PACKAGE.replace('-', "_")));
    let unzip = |how: &str| {
        let mut python = command("python3");
        python.current_dir(folder).args(["-m", "zipfile", how]).arg(&wheel);
        python
    };
    step("Unpacking it", unzip("-e").arg(folder))?;
    let listing = output("its table of contents", &mut unzip("-l"))?;
    let data =
        listing.lines().find(|line| line.contains("data/municipalities.json")).context("no municipalities.json")?;
    let day = data.split_whitespace().nth(1).context("no date in the table of contents")?;
    Ok(day.to_owned())
}

fn row(place: Place, is_foreign: bool) -> Row {
    let day = |text: &str| text.get(..10).unwrap_or_default().to_owned();
    Row {
        name: spelled(&if is_foreign { accented(&place.name) } else { place.name.replace(GARBLED.0, GARBLED.1) }),
        // For a state this is another spelling, not another language.
        second_name: if is_foreign { String::new() } else { spelled(second_language(&place.name_alt)) },
        province: if is_foreign { String::new() } else { place.province },
        from: day(&place.date_created),
        to: day(&place.date_deleted),
        code: place.code,
    }
}

/// By code and first day; where two rows begin on one day (Filago and Marne), the name that remained comes last.
fn sorted(mut rows: Vec<Row>) -> Vec<Row> {
    let mut last: HashMap<String, (String, String)> = HashMap::new();
    for row in &rows {
        let latest = last.entry(row.code.clone()).or_default();
        if row.from > latest.0 {
            *latest = (row.from.clone(), row.name.clone());
        }
    }
    let key = |row: &Row| (row.code.clone(), row.from.clone(), last[&row.code].1 == row.name, row.name.clone());
    rows.sort_by_key(key);
    rows
}

/// Rows that follow each other under the same name and province are one: the source parts them at changes of border.
fn joined(rows: Vec<Row>) -> Vec<Row> {
    let mut joined: Vec<Row> = Vec::new();
    for row in rows {
        match joined.last_mut() {
            Some(before) if before.is_followed_by(&row) => before.to = row.to,
            _ => joined.push(row),
        }
    }
    joined
}

impl Row {
    fn is_followed_by(&self, next: &Self) -> bool {
        let same = (&self.code, &self.name, &self.second_name, &self.province)
            == (&next.code, &next.name, &next.second_name, &next.province);
        let tomorrow = self.to.parse::<Date>().and_then(|to| to.tomorrow());
        same && tomorrow.is_ok_and(|tomorrow| tomorrow.to_string() == next.from)
    }
}

/// "Comune Di Duino Aurisina-Občina Devin Nabrežina" names the comune in both languages, and says what it is.
fn second_language(name: &str) -> &str {
    name.rsplit_once("Občina ").map_or(name, |(_, name)| name)
}

/// States are written with an apostrophe where Italian has an accent.
fn accented(name: &str) -> String {
    let words = name.split(' ').map(|word| match word.strip_suffix('\'').and_then(|stem| stem.chars().last()) {
        Some('a') => word.replace("a'", "à"),
        Some('e') => word.replace("e'", "é"),
        Some('u') => word.replace("u'", "ù"),
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn spelled(name: &str) -> String {
    let mut spelled = Vec::new();
    for word in name.split_whitespace() {
        let article = SMALL_ARTICLES.into_iter().find(|article| word.starts_with(article));
        spelled.push(match article {
            _ if spelled.is_empty() => word.to_owned(),
            Some(article) => article.to_lowercase() + &word[article.len()..],
            None if SMALL_WORDS.contains(&word) => word.to_lowercase(),
            None if word == "Xxiii" => word.to_uppercase(),
            None => word.to_owned(),
        });
    }
    spelled.join(" ")
}
