//! The invented scanner of the tests as a program, for the tour and for trying out other clients:
//! `escl_scanner [--listen 127.0.0.1:0] [--sheets 3] [--picture page.jpg]… [--quirk jam]… [--announce]`.
//! Its first line of output is its address. It stands for a device that cannot be here, and scans nothing.

#[path = "../tests/escl_scanner/mod.rs"]
mod escl_scanner;

use escl_scanner::{Mock, Options, Quirk, UUID};
use mdns_sd::{IfKind, ServiceDaemon, ServiceInfo};

#[tokio::main]
async fn main() {
    let mut options = Options { sheets: 3, ..Options::default() };
    let (mut listen, mut announced) = ("127.0.0.1:0".to_owned(), false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_else(|| stop(&argument));
        match argument.as_str() {
            "--listen" => listen = value(),
            "--sheets" => options.sheets = value().parse().unwrap_or_else(|_| stop(&argument)),
            "--picture" => options.pictures.push(std::fs::read(value()).unwrap_or_else(|_| stop(&argument))),
            "--quirk" => {
                let word = value();
                let known = Quirk::ALL.iter().find(|(known, _)| *known == word);
                options.quirks.insert(known.map_or_else(|| stop(&word), |(_, quirk)| *quirk));
            }
            "--announce" => announced = true,
            _ => stop(&argument),
        }
    }
    let mock = Mock::start(options, &listen).await;
    println!("{}", mock.url);
    let daemon = announced.then(|| announce(mock.address.port()));
    let _ = tokio::signal::ctrl_c().await;
    if let Some(Ok(daemon)) = daemon {
        let _ = daemon.shutdown();
    }
}

/// Makes it known on this machine's own interface only.
fn announce(port: u16) -> Result<ServiceDaemon, mdns_sd::Error> {
    let daemon = ServiceDaemon::new()?;
    daemon.enable_interface(IfKind::LoopbackV4)?;
    let texts = [("rs", "eSCL"), ("ty", "Laboratorio Prova 1"), ("uuid", UUID)];
    let kind = "_uscan._tcp.local.";
    daemon.register(ServiceInfo::new(kind, "Laboratorio", "laboratorio.local.", "127.0.0.1", port, &texts[..])?)?;
    Ok(daemon)
}

fn stop(about: &str) -> ! {
    let words: Vec<&str> = Quirk::ALL.iter().map(|(word, _)| *word).collect();
    eprintln!("not understood: {about}\nquirks: {}", words.join(" "));
    std::process::exit(2)
}
