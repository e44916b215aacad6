//! `cargo xtask contract`: writes anew what is generated from the types. The tests that do it fail, in any other run,
//! when what is committed is stale.

use anyhow::Result;

use crate::compile::{SELECTION, cargo};
use crate::processes::step;
use crate::system;

pub fn run() -> Result<()> {
    system::ensure(system::BUILD)?;
    let mut write = cargo();
    write.arg("test").args(SELECTION).args(["--test", "contract"]).env("UPDATE_GENERATED", "1");
    step("Writing the TypeScript contracts, api/central.yaml and docs/schema.sql", &mut write)
}
