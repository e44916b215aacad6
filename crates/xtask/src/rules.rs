//! The house rules that a machine can check.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::compile::cargo;
use crate::processes::{output, say};
use crate::tree;

const RUST_LINES: usize = 500;
const SVELTE_LINES: usize = 400;
const WINDOW_LINES: usize = 800;
/// Folders of others' or of generated files.
const SKIPPED: [&str; 4] = ["target", "node_modules", ".git", "dist"];

/// Small files, a small window, and a core that knows no window.
pub fn check() -> Result<()> {
    say("Checking the house rules");
    let mut broken = Vec::new();
    let mut files = Vec::new();
    collect(tree::root(), &mut files)?;
    let mut window = 0;
    for file in &files {
        let limit = match file.extension().and_then(|extension| extension.to_str()) {
            Some("rs") => RUST_LINES,
            Some("svelte") => SVELTE_LINES,
            _ => continue,
        };
        let lines = fs::read_to_string(file)?.lines().count();
        if lines > limit {
            broken.push(format!("{} has {lines} lines, the limit is {limit}", file.display()));
        }
        if file.starts_with(tree::root().join("src-tauri/src")) {
            window += lines;
        }
    }
    if window >= WINDOW_LINES {
        broken.push(format!("src-tauri/src has {window} lines, the limit is {WINDOW_LINES}"));
    }
    if core_knows_tauri()? {
        broken.push("sportello-core depends on tauri".into());
    }
    if broken.is_empty() {
        return Ok(());
    }
    bail!("{}", broken.join("\n"))
}

fn core_knows_tauri() -> Result<bool> {
    let tree = output("cargo tree", cargo().args(["tree", "-p", "sportello-core", "-e", "all", "--prefix", "none"]))?;
    Ok(tree.lines().any(|line| line.starts_with("tauri ")))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_type()?.is_dir() {
            files.push(entry.path());
        } else if !SKIPPED.iter().any(|skipped| entry.file_name() == *skipped) {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}
