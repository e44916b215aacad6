//! The program `centrale`: serves, and does the few things an administrator does beside it.

use anyhow::{Context, Result, ensure};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::{Date, DateTime, Time};
use serde_json::json;
use sportello_central::{
    Centrale,
    allotment::trouble,
    app::Limits,
    clock::{Clock, zone},
    demo, enrolments,
    error::Fault,
    journal, launch, passwords,
    store::{
        Store,
        accounts::{self, AccountRole, SecondFactor},
        acts, comuni, desks, operators,
    },
    tls::TlsFiles,
    withdrawals,
};
use std::{
    io::{IsTerminal, Read},
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    sync::Arc,
};
use tracing_subscriber::EnvFilter;

/// Who wrote an act from here.
const AUTHOR: &str = "riga di comando";

/// Centrale, the server that the desks of a comune synchronise with.
#[derive(Parser)]
#[command(version)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves until it is ended.
    Serve(Serve),
    /// Fills an empty database with the demonstration comune.
    Demo(Demo),
    /// Makes a one-time code with which a desk can be enrolled, good for 15 minutes.
    EnrolCode(EnrolCode),
    /// Adds an account of the console, or gives it another password (read from standard input); at its next entry it
    /// sets up a second factor, anew where it had one.
    Account(Account),
    /// Gives an operator another PIN (read from standard input).
    Pin(Pin),
    /// Prints the commands that a desk has sent, in its order, one JSON line each.
    Journal(Journal),
    /// Declares a desk lost: what it owns freezes, and a written act names the bookings at risk.
    #[command(subcommand)]
    Desk(DeskDeed),
    /// Withdraws hours: their slots freeze, and who was booked there is to be moved.
    Withdraw(Withdraw),
    /// Prints the written acts of a comune, newest first, one JSON line each.
    Acts(Acts),
    /// Prints the description of the interface (OpenAPI 3.0.3, YAML).
    Openapi,
}

#[derive(Args)]
struct Place {
    /// The data folder.
    #[arg(long)]
    data: PathBuf,
    /// The key file, outside the data folder; made when absent.
    #[arg(long)]
    key_file: PathBuf,
}

#[derive(Args)]
struct Serve {
    #[command(flatten)]
    place: Place,
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The TLS certificate chain, PEM; needed for any address but loopback.
    #[arg(long, requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its private key, PEM.
    #[arg(long, requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// The socket of clamd: documents pass its virus check before anybody opens them.
    #[arg(long)]
    clamd: Option<PathBuf>,
    /// The file (JSON, 0600) that says who provides the meetings, the TURN server and the office's telephone.
    #[arg(long)]
    meetings: Option<PathBuf>,
    /// A file to write the address into when ready.
    #[arg(long)]
    url_file: Option<PathBuf>,
}

#[derive(Args)]
struct Demo {
    #[command(flatten)]
    place: Place,
    /// The day to take for today.
    #[arg(long)]
    today: Option<Date>,
    /// Offers slots around the clock, for tests that run at any hour.
    #[arg(long)]
    all_day: bool,
}

#[derive(Args)]
struct EnrolCode {
    #[command(flatten)]
    place: Place,
    /// The desk's label.
    #[arg(long)]
    desk: String,
}

#[derive(Args)]
struct Journal {
    #[command(flatten)]
    place: Place,
    /// The desk's label.
    #[arg(long)]
    desk: String,
}

#[derive(Subcommand)]
enum DeskDeed {
    /// The desk is lost.
    Lost(Lost),
}

#[derive(Args)]
struct Lost {
    #[command(flatten)]
    place: Place,
    /// The desk's label.
    #[arg(long)]
    label: String,
    /// Why, for the act.
    #[arg(long)]
    reason: String,
}

#[derive(Args)]
struct Withdraw {
    #[command(flatten)]
    place: Place,
    /// ISTAT code of a comune that the calendar serves; the one that was added first where none is given.
    #[arg(long)]
    comune: Option<String>,
    /// The first hour, on the wall: 2026-12-01T09:00.
    #[arg(long)]
    from: DateTime,
    /// The hour after the last.
    #[arg(long)]
    to: DateTime,
    /// One INPS desk; all where none is given.
    #[arg(long)]
    seat: Option<u16>,
    /// Why, for the act.
    #[arg(long)]
    reason: String,
}

#[derive(Args)]
struct Acts {
    #[command(flatten)]
    place: Place,
    /// ISTAT code of the comune; the one that was added first where none is given.
    #[arg(long)]
    comune: Option<String>,
}

#[derive(Args)]
struct Account {
    #[command(flatten)]
    place: Place,
    /// The account's name.
    #[arg(long)]
    name: String,
    /// What it may do.
    #[arg(long)]
    role: RoleName,
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleName {
    Officer,
    Administrator,
}

#[derive(Args)]
struct Pin {
    #[command(flatten)]
    place: Place,
    /// The operator's name.
    #[arg(long)]
    operator: String,
}

impl Place {
    fn open(&self) -> Result<Arc<Store>> {
        Ok(Store::open(&self.data, &self.key_file)?)
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let filter = EnvFilter::try_from_env("CENTRALE_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    match Line::parse().command {
        Command::Serve(serve) => run(serve).await,
        Command::Demo(demo) => fill(&demo),
        Command::EnrolCode(wanted) => {
            let store = wanted.place.open()?;
            let code = enrolments::make_code(&store, &wanted.desk, Clock::default().now())?;
            println!("{}", serde_json::to_string(&code)?);
            Ok(())
        }
        Command::Journal(wanted) => {
            let store = wanted.place.open()?;
            for entry in journal::of_desk(&store, &wanted.desk)? {
                println!("{}", serde_json::to_string(&entry)?);
            }
            Ok(())
        }
        Command::Desk(DeskDeed::Lost(lost)) => declare_lost(&lost),
        Command::Withdraw(wanted) => withdraw(&wanted),
        Command::Acts(wanted) => {
            let comune = wanted.comune.as_deref();
            for act in wanted.place.open()?.read_now(|conn| acts::list(conn, comuni::named(conn, comune)?, None))? {
                println!("{}", serde_json::to_string(&act)?);
            }
            Ok(())
        }
        Command::Account(account) => save_account(&account),
        Command::Pin(pin) => set_pin(&pin),
        Command::Openapi => {
            print!("{}", sportello_central::openapi::yaml()?);
            Ok(())
        }
    }
}

async fn run(serve: Serve) -> Result<()> {
    let tls = serve.tls_cert.zip(serve.tls_key).map(|(certificate, key)| TlsFiles { certificate, key });
    let listener = TcpListener::bind(serve.listen).with_context(|| format!("listening on {}", serve.listen))?;
    let centrale = Centrale {
        data: serve.place.data,
        key_file: serve.place.key_file,
        tls,
        meetings: serve.meetings,
        limits: Limits::default(),
        clamd: serve.clamd,
        clock: Clock::default(),
    };
    let running = launch(&centrale, listener).await?;
    if let Some(file) = serve.url_file {
        std::fs::write(file, &running.url)?;
    }
    println!("{}", json!({ "listening": running.url }));
    wait_for_the_end().await?;
    Ok(running.stop().await?)
}

#[cfg(unix)]
async fn wait_for_the_end() -> std::io::Result<()> {
    let mut ended = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        _ = ended.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}

#[cfg(not(unix))]
async fn wait_for_the_end() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn fill(wanted: &Demo) -> Result<()> {
    let store = wanted.place.open()?;
    let now = match wanted.today {
        // In the middle of the counter's day, so that some appointments are past and some are to come.
        Some(day) => day.to_datetime(Time::constant(12, 30, 0, 0)).to_zoned(zone()?)?.timestamp(),
        None => Clock::default().now(),
    };
    Ok(demo::fill(&store, now, wanted.all_day)?)
}

fn declare_lost(wanted: &Lost) -> Result<()> {
    let store = wanted.place.open()?;
    let now = Clock::default().now();
    Ok(store.write_now(|tx| {
        let desk = desks::by_name(tx, &wanted.label)?.ok_or(Fault::Unknown("desk"))?;
        trouble::declare_lost(tx, desk.comune_id, desk.id, AUTHOR, &wanted.reason, now)
    })?)
}

fn withdraw(wanted: &Withdraw) -> Result<()> {
    let store = wanted.place.open()?;
    let now = Clock::default().now();
    let span =
        withdrawals::span(wanted.from, wanted.to, now).context("the hours must lie between now and a year from now")?;
    let bookings = store.write_now(|tx| {
        let comune = comuni::named(tx, wanted.comune.as_deref())?;
        withdrawals::withdraw(tx, comune, span, wanted.seat, AUTHOR, &wanted.reason, now)
    })?;
    println!("{}", json!({ "to_move": bookings }));
    Ok(())
}

fn save_account(wanted: &Account) -> Result<()> {
    let store = wanted.place.open()?;
    let password = secret()?;
    ensure!(password.chars().count() >= 12, "the password must have at least 12 characters");
    let role = match wanted.role {
        RoleName::Officer => AccountRole::Officer,
        RoleName::Administrator => AccountRole::Administrator,
    };
    let hash = passwords::hash(&password)?;
    store.write_now(|tx| {
        let comune = comuni::first(tx)?.ok_or(Fault::Unknown("comune"))?;
        accounts::save(tx, comune, &wanted.name, role, &hash, SecondFactor::Wanted)
    })?;
    Ok(())
}

fn set_pin(wanted: &Pin) -> Result<()> {
    let store = wanted.place.open()?;
    let pin = secret()?;
    ensure!(pin.len() >= 6 && pin.bytes().all(|b| b.is_ascii_digit()), "the PIN must have at least 6 digits");
    let hash = passwords::hash(&pin)?;
    store.write_now(|tx| {
        let comune = comuni::first(tx)?.ok_or(Fault::Unknown("comune"))?;
        operators::set_pin(tx, comune, &wanted.operator, &hash)
    })?;
    Ok(())
}

fn secret() -> Result<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
