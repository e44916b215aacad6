//! A display for the window: the user's own, or a virtual one.

use std::process::{Command, Stdio};

use anyhow::Result;

use crate::processes::{Running, command, say};

/// The display of this run.
pub struct Display {
    virtual_one: Option<(Running, String)>,
}

impl Display {
    /// The user's display, or Xvfb for as long as this value lives. A test never uses the user's.
    pub fn open(for_test: bool) -> Result<Self> {
        let theirs = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
        if theirs && !for_test {
            return Ok(Self { virtual_one: None });
        }
        // Xvfb itself picks a free number and writes it.
        let mut xvfb = command("Xvfb");
        xvfb.args(["-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut running = Running::start("Xvfb", &mut xvfb)?;
        let number = format!(":{}", running.first_line()?.trim());
        say(format!("No display is used here but a virtual one, {number}"));
        Ok(Self { virtual_one: Some((running, number)) })
    }

    /// Whether nobody can see the window.
    pub fn is_virtual(&self) -> bool {
        self.virtual_one.is_some()
    }

    /// Makes a program use this display.
    pub fn dress<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        if let Some((_, number)) = &self.virtual_one {
            command.env("DISPLAY", number).env_remove("WAYLAND_DISPLAY");
            command.env("GDK_BACKEND", "x11").env("LIBGL_ALWAYS_SOFTWARE", "1").env("NO_AT_BRIDGE", "1");
        }
        // WebKitGTK's sandbox needs a user namespace that root in a container has not got.
        if is_root() {
            command.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
        }
        command
    }
}

fn is_root() -> bool {
    command("id").arg("-u").output().is_ok_and(|user| user.stdout.starts_with(b"0\n"))
}
