//! `cargo xtask run`: the whole program on this machine, with demonstration data.

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};

use crate::centrale::{ACCOUNTS, Centrale, Data};
use crate::desk::Desk;
use crate::display::Display;
use crate::processes::{Running, command, say};
use crate::{compile, system, tree};

/// Options of `run`.
#[derive(clap::Args)]
pub struct Options {
    /// Go on with the data of the last time.
    #[arg(long)]
    keep: bool,
}

pub fn run(options: &Options) -> Result<()> {
    compile::everything()?;
    let folder = tree::target().join("demo");
    let (desk, scans) = (folder.join("sportello"), folder.join("scansioni"));
    // Left-over scans too: a desk does not watch a folder that holds files already.
    for old in [&desk, &scans].into_iter().filter(|folder| !options.keep && folder.is_dir()) {
        fs::remove_dir_all(old)?;
    }
    fs::create_dir_all(&desk)?;
    fs::create_dir_all(&scans)?;

    let data = Data::at(&folder);
    data.prepare(options.keep)?;
    let centrale = Centrale::start(&data, &address(&folder)?)?;
    enrol(&desk, &scans, &data, &centrale.url)?;

    say(format!(
        "Centrale:       {0}\nConsole:        {0}/console/\nWatched folder: {1}\n{ACCOUNTS}",
        centrale.url,
        scans.display()
    ));
    let display = open_display()?;
    say("Opening the window; Centrale stops when you close it");
    let mut window = command(tree::program("sportello"));
    display.dress(&mut window).env("SPORTELLO_DATA", &desk);
    Running::start("the window", &mut window)?.wait()?;
    Ok(())
}

fn open_display() -> Result<Display> {
    if std::env::var_os("DISPLAY").is_none() && std::env::var_os("WAYLAND_DISPLAY").is_none() {
        system::ensure(&["xvfb", "xauth"])?;
    }
    let display = Display::open(false)?;
    if display.is_virtual() {
        say("There is no screen here: the window opens on a virtual one. Ctrl-C ends it");
    }
    Ok(display)
}

/// The port of the first time: an enrolled desk knows Centrale by its address.
fn address(folder: &Path) -> Result<String> {
    let remembered = folder.join("address");
    if let Ok(address) = fs::read_to_string(&remembered) {
        return Ok(address);
    }
    let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    fs::write(&remembered, &free)?;
    Ok(free)
}

fn enrol(desk: &Path, scans: &Path, data: &Data, centrale: &str) -> Result<()> {
    let mut bridge = Desk::start(command(tree::program("sportello-bridge")).arg("--data").arg(desk))?;
    let status = bridge.call("desk_status", Value::Null)?;
    if !status["identity"].is_null() {
        return Ok(());
    }
    say("Enrolling the desk");
    bridge.call("desk_enrol", json!({ "central_url": centrale, "code": data.enrolment_code("S1")? }))?;
    sign_in(&mut bridge, "Anna Prova", "123456")?;
    bridge.call("settings_set_folder", json!({ "folder": scans }))?;
    Ok(())
}

/// Signs an operator in by name.
pub fn sign_in(desk: &mut Desk, name: &str, pin: &str) -> Result<()> {
    let operators = desk.call("operators_list", Value::Null)?;
    let operator = operators
        .as_array()
        .and_then(|list| list.iter().find(|operator| operator["name"] == name))
        .map(|operator| operator["id"].clone());
    desk.call("operators_sign_in", json!({ "operator_id": operator, "pin": pin }))?;
    Ok(())
}
