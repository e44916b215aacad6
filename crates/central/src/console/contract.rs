//! The TypeScript of the console's interface.

use super::{
    ConsoleAgenda, ConsoleAppointment, ConsoleDay, ConsoleDesk, ConsoleLine, ConsoleRoom, ConsoleService,
    ConsoleServices, ConsoleSession, ConsoleWindow, Entry, Fetching, Preview,
};
use crate::{
    meetings::providers::ProviderKind,
    store::{
        acts::{Act, ActKind, AtRisk, Body},
        rooms,
    },
};
use std::collections::BTreeSet;
use ts_rs::TS;

/// The TypeScript of the console's interface, by type; `shared` is where the wire types stand, seen from there.
pub fn contract(shared: &str) -> Vec<(String, String)> {
    let config = ts_rs::Config::default();
    let own = [
        declaration::<ConsoleSession>(&config),
        declaration::<Entry>(&config),
        declaration::<crate::second_factor::SetUp>(&config),
        declaration::<ConsoleDay>(&config),
        declaration::<ConsoleLine>(&config),
        declaration::<ConsoleAppointment>(&config),
        declaration::<Fetching>(&config),
        declaration::<ConsoleRoom>(&config),
        declaration::<ProviderKind>(&config),
        declaration::<rooms::Event>(&config),
        declaration::<rooms::Happening>(&config),
        declaration::<rooms::Side>(&config),
        declaration::<rooms::Quality>(&config),
        declaration::<rooms::Path>(&config),
        declaration::<sportello_protocol::documents::Document>(&config),
        declaration::<ConsoleAgenda>(&config),
        declaration::<ConsoleWindow>(&config),
        declaration::<ConsoleDesk>(&config),
        declaration::<crate::enrolments::Code>(&config),
        declaration::<ConsoleServices>(&config),
        declaration::<ConsoleService>(&config),
        declaration::<Preview>(&config),
        declaration::<Act>(&config),
        declaration::<ActKind>(&config),
        declaration::<Body>(&config),
        declaration::<AtRisk>(&config),
    ];
    let names: Vec<&str> = own.iter().map(|one| one.name.as_str()).collect();
    own.iter().map(|one| (one.name.clone(), one.file(&names, shared))).collect()
}

struct Declaration {
    name: String,
    uses: BTreeSet<String>,
    text: String,
}

fn declaration<T: TS + 'static>(config: &ts_rs::Config) -> Declaration {
    let uses = T::dependencies(config).into_iter().map(|dependency| dependency.ts_name).collect();
    Declaration { name: T::ident(config), uses, text: T::decl(config) }
}

impl Declaration {
    // What the desk's contract has too is taken from there, so that the page has each type once.
    fn file(&self, own: &[&str], shared: &str) -> String {
        let imports = self.uses.iter().map(|name| {
            let folder = if own.contains(&name.as_str()) { "." } else { shared };
            format!("import type {{ {name} }} from \"{folder}/{name}\";\n")
        });
        let head = "/** A shape of the private API between the console page and Centrale. */\n";
        format!("{head}{}export {}\n", imports.collect::<String>(), self.text)
    }
}
