//! Scanners that make themselves known by multicast DNS on this machine's own interface, and those whose address is
//! typed.

use crate::{
    counter::{PATIENCE, mock},
    escl_scanner::UUID,
};
use mdns_sd::{IfKind, ServiceDaemon, ServiceInfo};
use sportello_core::scanning::devices::{
    Device, DeviceFault, Via,
    escl::{address, discovery},
};
use std::time::Duration;
use tokio::sync::mpsc;

fn announce(daemon: &ServiceDaemon, kind: &str, port: u16) {
    let texts = [("rs", "eSCL"), ("ty", "Laboratorio Prova 1"), ("uuid", UUID), ("is", "platen,adf")];
    let service =
        ServiceInfo::new(kind, "Prova", "prova-scanner.local.", "127.0.0.1", port, &texts[..]).expect("a service");
    daemon.register(service).expect("announced");
}

#[tokio::test]
async fn a_scanner_that_makes_itself_known_twice_is_found_once() {
    let daemon = ServiceDaemon::new().expect("a daemon");
    daemon.enable_interface(IfKind::LoopbackV4).expect("this machine's own interface");
    announce(&daemon, "_uscan._tcp.local.", 8080);
    announce(&daemon, "_uscans._tcp.local.", 8443);
    let (send, mut found) = mpsc::channel(16);
    let searching = tokio::spawn(discovery::search_here(Duration::from_secs(30), send));
    let mut last: Option<Device> = None;
    while let Some(device) = found.recv().await {
        if device.id != format!("escl:{UUID}") {
            continue;
        }
        let whole = matches!(&device.via, Via::Escl { plain: Some(_), .. });
        last = Some(device);
        if whole {
            break;
        }
    }
    searching.abort();
    let _ = daemon.shutdown();
    let device = last.expect("a scanner");
    assert_eq!(device.name, "Laboratorio Prova 1");
    let Via::Escl { url, plain, pin } = device.via else { panic!("another kind") };
    assert_eq!(url.as_str(), "https://127.0.0.1:8443/eSCL");
    assert_eq!(plain.map(String::from).as_deref(), Some("http://127.0.0.1:8080/eSCL"));
    assert_eq!(pin, None);
}

#[tokio::test]
async fn a_typed_address_finds_the_scanner_and_its_own_name() {
    let mock = mock(&[], 0).await;
    let device = address::find(&mock.address.to_string(), PATIENCE).await.expect("a scanner");
    assert_eq!((device.id, device.name), (format!("escl:{UUID}"), "Laboratorio Prova 1".to_owned()));
    let nobody = address::find("127.0.0.1:9", PATIENCE).await;
    assert_eq!(nobody, Err(DeviceFault::Unreachable));
    assert_eq!(address::find("not an address", PATIENCE).await, Err(DeviceFault::Address));
}
