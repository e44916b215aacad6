//! Scanners that make themselves known on the network: `_uscan._tcp` and `_uscans._tcp` by multicast DNS.
//!
//! The library asks again after 1, 2, 4 … seconds, as RFC 6762 wants it. A scanner that is there under both names is
//! one; its protected address comes first.

use super::capabilities;
use crate::scanning::devices::{Device, DeviceFault, Via};
use mdns_sd::{IfKind, ServiceDaemon, ServiceEvent};
use std::{collections::HashMap, net::IpAddr, time::Duration};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};
use url::{Host, Url};

const PLAIN: &str = "_uscan._tcp.local.";
const PROTECTED: &str = "_uscans._tcp.local.";
/// More are a hostile network.
const MOST: usize = 200;

/// A scanner as it makes itself known once, under one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// Whether by https.
    pub protected: bool,
    /// Its name in the network.
    pub name: String,
    /// Its address.
    pub address: IpAddr,
    /// Its port.
    pub port: u16,
    /// `rs`: the root of its resources.
    pub root: String,
    /// `ty`: its model.
    pub model: String,
    /// `uuid`, lower case; empty if it does not tell.
    pub uuid: String,
}

/// Looks for scanners for a while and tells of each as soon as it is found; of one that turns out to have a protected
/// address too, again, under the same id.
///
/// # Errors
/// `Unreachable` where the network cannot be asked
pub async fn search(lasting: Duration, found: mpsc::Sender<Device>) -> Result<(), DeviceFault> {
    look(lasting, found, false).await
}

/// The same, on this machine's own interface too: for tests, where there is no network.
///
/// # Errors
/// As [`search`].
pub async fn search_here(lasting: Duration, found: mpsc::Sender<Device>) -> Result<(), DeviceFault> {
    look(lasting, found, true).await
}

async fn look(lasting: Duration, found: mpsc::Sender<Device>, here: bool) -> Result<(), DeviceFault> {
    let unreachable = |_| DeviceFault::Unreachable;
    let daemon = ServiceDaemon::new().map_err(unreachable)?;
    if here {
        daemon.enable_interface(IfKind::LoopbackV4).map_err(unreachable)?;
    }
    let (plain, protected) =
        (daemon.browse(PLAIN).map_err(unreachable)?, daemon.browse(PROTECTED).map_err(unreachable)?);
    let until = Instant::now() + lasting;
    let mut known: HashMap<String, Device> = HashMap::new();
    let next = || async {
        tokio::select! { event = plain.recv_async() => event, event = protected.recv_async() => event }
    };
    while let Ok(Ok(event)) = timeout_at(until, next()).await {
        let ServiceEvent::ServiceResolved(service) = event else { continue };
        let text = |key: &str| service.get_property_val_str(key).unwrap_or_default().to_owned();
        let addresses: Vec<IpAddr> = service.addresses.iter().map(mdns_sd::ScopedIp::to_ip_addr).collect();
        let Some(address) = best(&addresses) else { continue };
        let announced = Announced {
            protected: service.ty_domain.starts_with(PROTECTED.trim_end_matches('.')),
            name: capabilities::name(service.fullname.split("._uscan").next().unwrap_or_default()),
            address,
            port: service.port,
            root: text("rs"),
            model: capabilities::name(&text("ty")),
            uuid: text("uuid").trim_start_matches("urn:uuid:").to_ascii_lowercase(),
        };
        let Some(device) = device(&announced) else { continue };
        let merged = match known.get(&device.id) {
            Some(old) => merged(old, device),
            None if known.len() >= MOST => continue,
            None => device,
        };
        if known.get(&merged.id) != Some(&merged) {
            known.insert(merged.id.clone(), merged.clone());
            if found.send(merged).await.is_err() {
                break;
            }
        }
    }
    let _ = daemon.shutdown();
    Ok(())
}

/// The address to take of several: the fourth version where there is one, never one that needs an interface's name.
fn best(addresses: &[IpAddr]) -> Option<IpAddr> {
    let usable = |address: &&IpAddr| match address {
        IpAddr::V4(address) => !address.is_unspecified() && !address.is_multicast(),
        IpAddr::V6(address) => !address.is_unicast_link_local() && !address.is_unspecified() && !address.is_multicast(),
    };
    // A scanner without a lease has a 169.254 address, which works on the same wire only.
    let rank = |address: &&IpAddr| match address {
        IpAddr::V4(address) => (u8::from(address.is_link_local()) * 2, address.to_bits().into()),
        IpAddr::V6(address) => (1, address.to_bits()),
    };
    addresses.iter().filter(usable).min_by_key(rank).copied()
}

/// The device that makes itself known; nothing for what is no address.
#[must_use]
pub fn device(announced: &Announced) -> Option<Device> {
    let scheme = if announced.protected { "https" } else { "http" };
    let mut url = Url::parse(&format!("{scheme}://localhost")).ok()?;
    url.set_ip_host(announced.address).ok()?;
    url.set_port(Some(announced.port)).ok()?;
    let root = announced.root.trim_matches('/');
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
    if !root.chars().all(plain) || root.contains("..") {
        return None;
    }
    url.set_path(root);
    let name = if announced.model.is_empty() { &announced.name } else { &announced.model };
    let host = url.host().map(|host: Host<&str>| host.to_string()).unwrap_or_default();
    let is_uuid = announced.uuid.len() >= 8 && announced.uuid.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    Some(Device {
        id: if is_uuid { format!("escl:{}", announced.uuid) } else { format!("escl:{host}") },
        name: if name.is_empty() { host } else { name.clone() },
        via: Via::Escl { url, plain: None, pin: None },
    })
}

/// Two announcements of one scanner.
fn merged(old: &Device, new: Device) -> Device {
    let (Via::Escl { url: known, plain, .. }, Via::Escl { url: other, .. }) = (&old.via, &new.via) else { return new };
    let (url, plain) = match (known.scheme(), other.scheme()) {
        ("https", "http") => (known.clone(), Some(other.clone())),
        ("http", "https") => (other.clone(), Some(known.clone())),
        _ => (other.clone(), plain.clone()),
    };
    Device { via: Via::Escl { url, plain, pin: None }, ..new }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(protected: bool, address: &str, root: &str) -> Announced {
        Announced {
            protected,
            name: "Prova".into(),
            address: address.parse().expect("an address"),
            port: if protected { 443 } else { 80 },
            root: root.into(),
            model: "Laboratorio Prova 1".into(),
            uuid: "4509a320-00a0-008f-00b6-002507510eca".into(),
        }
    }

    fn url(device: &Device) -> (&str, Option<&str>) {
        let Via::Escl { url, plain, .. } = &device.via else { panic!("another kind") };
        (url.as_str(), plain.as_ref().map(Url::as_str))
    }

    #[test]
    fn roots_come_with_slashes_and_without_and_empty() {
        for (root, address) in [
            ("eSCL", "http://192.0.2.4/eSCL"),
            ("/eSCL/", "http://192.0.2.4/eSCL"),
            ("", "http://192.0.2.4/"),
            ("a/b", "http://192.0.2.4/a/b"),
        ] {
            assert_eq!(url(&device(&announced(false, "192.0.2.4", root)).expect("a device")).0, address);
        }
        for root in ["../admin", "a?b", "a#b", "a b", "\u{e8}"] {
            assert!(device(&announced(false, "192.0.2.4", root)).is_none(), "{root}");
        }
        let six = device(&announced(false, "2001:db8::4", "eSCL")).expect("a device");
        assert_eq!(url(&six).0, "http://[2001:db8::4]/eSCL");
    }

    #[test]
    fn one_scanner_under_two_names_is_one_and_the_protected_address_comes_first() {
        let plain = device(&announced(false, "192.0.2.4", "eSCL")).expect("a device");
        let protected = device(&announced(true, "192.0.2.4", "eSCL")).expect("a device");
        assert_eq!(plain.id, protected.id);
        let both = ("https://192.0.2.4/eSCL", Some("http://192.0.2.4/eSCL"));
        assert_eq!(url(&merged(&plain, protected.clone())), both);
        assert_eq!(url(&merged(&protected, plain)), both);
    }

    #[test]
    fn a_usable_address_is_taken() {
        let pick = |list: &[&str]| {
            let list: Vec<IpAddr> = list.iter().map(|one| one.parse().expect("an address")).collect();
            best(&list).map(|address| address.to_string())
        };
        assert_eq!(pick(&["fe80::1", "169.254.3.4", "192.0.2.4"]).as_deref(), Some("192.0.2.4"));
        assert_eq!(pick(&["fe80::1", "2001:db8::4", "169.254.3.4"]).as_deref(), Some("2001:db8::4"));
        assert_eq!(pick(&["fe80::1"]), None);
    }
}
