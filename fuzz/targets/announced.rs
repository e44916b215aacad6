//! What a scanner makes known of itself on the network: any text in any of its entries.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sportello_core::scanning::devices::{
    Via,
    escl::{
        capabilities,
        discovery::{self, Announced},
    },
};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

fuzz_target!(|bytes: &[u8]| {
    let [flags, first, rest @ ..] = bytes else { return };
    let text = String::from_utf8_lossy(rest);
    let mut parts = text.splitn(4, '\n').map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    let address: IpAddr = match flags & 2 {
        0 => Ipv4Addr::new(192, 0, 2, *first).into(),
        _ => Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, (*first).into()).into(),
    };
    let announced = Announced {
        protected: flags & 1 == 1,
        name: capabilities::name(&part()),
        address,
        port: u16::from(*first) << 3,
        root: part(),
        model: capabilities::name(&part()),
        uuid: part().to_ascii_lowercase(),
    };
    let Some(device) = discovery::device(&announced) else { return };
    let Via::Escl { url, .. } = &device.via else { panic!("a scanner of the network") };
    // Whatever it says of itself, requests go to where it was found.
    let scheme = if announced.protected { "https" } else { "http" };
    let host = match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    };
    assert_eq!((url.scheme(), url.host_str()), (scheme, Some(host.as_str())), "{url}");
    assert_eq!(url.port_or_known_default(), Some(announced.port), "{url}");
    assert!(!url.as_str().contains(['?', '#', '@', '\n']), "{url}");
});
