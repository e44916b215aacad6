//! The trial under Wine: the Windows bridge enrols, books and synchronises with a real Centrale; the setup installs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::record::Record;
use crate::centrale::{Centrale, Data};
use crate::desk::Desk;
use crate::processes::{command, exists, say, step};
use crate::run::sign_in;
use crate::tree;

/// An invented person: a code that is formally right and belongs to nobody known.
const CITIZEN: &str = "PRVLSN80A41H501G";

/// A fresh Wine of its own.
pub struct Trial {
    folder: PathBuf,
}

impl Trial {
    /// Makes the Wine prefix.
    pub fn open() -> Result<Self> {
        let folder = tree::target().join("windows/wine");
        if folder.is_dir() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let trial = Self { folder };
        step("Preparing Wine", trial.wine().args(["wineboot", "--init"]).stderr(Stdio::null()))?;
        Ok(trial)
    }

    /// The bridge's day.
    pub fn desk(&self, programs: &Path, record: &mut Record) -> Result<()> {
        let desk = self.folder.join("desk");
        fs::create_dir_all(desk.join("data"))?;
        fs::copy(programs.join("sportello-bridge.exe"), desk.join("sportello-bridge.exe"))?;
        step("Making the shim that this Wine lacks", &mut shim(&desk))?;

        let data = Data::at(&self.folder.join("central"));
        fs::create_dir_all(self.folder.join("central"))?;
        data.prepare(false)?;
        let centrale = Centrale::start(&data, "127.0.0.1:0")?;
        let mut bridge = self.wine();
        bridge.current_dir(&desk).stderr(Stdio::inherit()).args(["sportello-bridge.exe", "--data", "data"]);
        let mut windows = Desk::start(&mut bridge)?;
        say("Enrolling, booking and synchronising under Wine");

        let code = data.enrolment_code("S1")?;
        let status = windows.call("desk_enrol", json!({ "central_url": centrale.url, "code": code }))?;
        record.call("desk_enrol", &status);
        sign_in(&mut windows, "Anna Prova", "123456")?;
        record.call("operators_sign_in", &json!("Anna Prova"));
        settle(&mut windows)?;
        let decoded = windows.call("citizens_decode", json!({ "codice_fiscale": CITIZEN }))?;
        record.call("citizens_decode", &decoded);
        let booking = booking(&mut windows)?;
        let booked = windows.call("appointments_book", booking)?;
        record.call("appointments_book", &booked["appointment"]);
        let id = &booked["appointment"]["id"];
        settle(&mut windows)?;
        record.call("connection_status", &windows.call("connection_status", Value::Null)?);
        let known = windows.call("appointments_get", json!({ "id": id }))?;
        if known["state"] != "confirmed" {
            bail!("Centrale did not confirm the booking: {}", known["state"]);
        }
        record.call("appointments_get", &json!({ "number": known["appointment"]["number"], "state": known["state"] }));
        Ok(())
    }

    /// The setup installs silently, for the user, and goes away again.
    pub fn setup(&self, setup: &Path, record: &mut Record) -> Result<()> {
        step("Installing under Wine", self.wine().arg(setup).arg("/S"))?;
        let installed = find(&self.folder.join("drive_c/users"), "sportello.exe").context("nothing was installed")?;
        let folder = installed.parent().context("the installed folder")?.to_owned();
        record.installed(&folder)?;
        step("Uninstalling under Wine", self.wine().arg(folder.join("uninstall.exe")).arg("/S"))?;
        // The uninstaller goes on from a copy of itself.
        let patience = Instant::now() + Duration::from_secs(30);
        while installed.exists() {
            if Instant::now() > patience {
                bail!("the uninstaller left {}", installed.display());
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        record.uninstalled();
        Ok(())
    }

    fn wine(&self) -> Command {
        let mut wine = command(if exists("wine64") { "wine64" } else { "wine" });
        wine.env("WINEPREFIX", &self.folder).env("WINEDEBUG", "-all").env("WINEARCH", "win64");
        // No dialogues about Mono, Gecko or menus, and no display.
        wine.env("WINEDLLOVERRIDES", "mscoree,mshtml,winemenubuilder.exe=").env_remove("DISPLAY");
        wine
    }
}

/// The DLL that Rust's standard library imports and Wine 8 has not got; for this trial only.
fn shim(folder: &Path) -> Command {
    let mut gcc = command("x86_64-w64-mingw32-gcc");
    gcc.args(["-shared", "-O1", "-o"]).arg(folder.join("bcryptprimitives.dll"));
    gcc.arg(tree::root().join("e2e/wine/bcryptprimitives.c")).arg("-ladvapi32");
    gcc
}

/// Waits until nothing waits to be sent.
fn settle(desk: &mut Desk) -> Result<()> {
    desk.call("sync_now", Value::Null)?;
    let patience = Instant::now() + Duration::from_secs(60);
    loop {
        let status = desk.call("connection_status", Value::Null)?;
        // The catalogue and the hours come one after the other, right after the first contact.
        let told =
            desk.call("slots_offer", json!({ "service_code": "naspi" })).is_ok_and(|offer| !offer["as_of"].is_null());
        if told && status["state"] == "connected" && status["waiting"] == 0 {
            return Ok(());
        }
        if Instant::now() > patience {
            bail!("not synchronised within a minute: {status}");
        }
        std::thread::sleep(Duration::from_millis(300));
    }
}

fn booking(desk: &mut Desk) -> Result<Value> {
    let catalogue = desk.call("catalogue_get", Value::Null)?;
    let slots = desk.call("slots_offer", json!({ "service_code": "naspi" }))?;
    Ok(json!({
        "citizen": {
            "id": null, "codice_fiscale": CITIZEN, "family_name": "Prova", "given_name": "Alessandra",
            "birth_date": null, "sex": null, "phone": "", "mismatch_reason": "Nome inventato per la prova"
        },
        "service_code": catalogue["services"][0]["code"],
        "slot_ids": slots["free"][0]["slot_ids"],
        "mode": "video",
        "papers": [],
        "privacy_notice_version": catalogue["privacy_notice"]["version"],
    }))
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    for entry in fs::read_dir(folder).ok()?.flatten() {
        // Wine's profile has links out of the prefix.
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if kind.is_file() && entry.file_name() == name {
            return Some(entry.path());
        }
        if kind.is_dir()
            && let Some(found) = find(&entry.path(), name)
        {
            return Some(found);
        }
    }
    None
}
