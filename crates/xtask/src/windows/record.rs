//! The record of the trial, written into docs/WINDOWS.md.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::tree;

const START: &str = "<!-- record: written by `cargo xtask windows` -->";
const END: &str = "<!-- end of the record -->";

/// What happened, in order.
#[derive(Default)]
pub struct Record {
    text: String,
}

impl Record {
    /// A command of the desk and its answer.
    pub fn call(&mut self, name: &str, answer: &Value) {
        let answer = serde_json::to_string_pretty(answer).unwrap_or_default();
        self.line(&format!("> {name}\n{answer}"));
    }

    /// What the setup put where.
    pub fn installed(&mut self, folder: &Path) -> Result<()> {
        let mut files: Vec<String> = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            files.push(format!("{:>12}  {}", entry.metadata()?.len(), entry.file_name().display()));
        }
        files.sort();
        self.line(&format!("> setup /S\n{}", files.join("\n")));
        Ok(())
    }

    /// The uninstaller did its work.
    pub fn uninstalled(&mut self) {
        self.line("> uninstall /S\nsportello.exe is gone");
    }

    /// Bytes of what was built.
    pub fn sizes(&mut self, programs: &Path, setup: &Path) -> Result<()> {
        let mut lines = String::from("> sizes, bytes");
        for file in [&programs.join("sportello.exe"), &programs.join("sportello-bridge.exe"), setup] {
            let name = file.file_name().unwrap_or_default().display();
            write!(lines, "\n{:>12}  {name}", fs::metadata(file)?.len())?;
        }
        self.line(&lines);
        Ok(())
    }

    /// Puts the record in its place in the page.
    pub fn write(&self) -> Result<()> {
        let page = tree::root().join("docs/WINDOWS.md");
        let text = fs::read_to_string(&page)?;
        let (before, rest) = text.split_once(START).context("docs/WINDOWS.md has no place for the record")?;
        let (_, after) = rest.split_once(END).context("docs/WINDOWS.md has no end of the record")?;
        fs::write(page, format!("{before}{START}\n\n```text\n{}```\n\n{END}{after}", self.text))?;
        Ok(())
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}
