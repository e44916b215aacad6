//! Which addresses of Centrale are acceptable: https, or plain http on this machine only.

use crate::{Error, Result};
use url::{Host, Url};

/// The address without a trailing slash.
///
/// # Errors
/// `CentralAddress` for anything but `https://host[:port]` or `http://` on the loopback.
pub fn check(text: &str) -> Result<String> {
    let url = Url::parse(text.trim()).map_err(|_| Error::CentralAddress)?;
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(Error::CentralAddress),
    };
    let acceptable = url.scheme() == "https" || (url.scheme() == "http" && loopback);
    let bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if acceptable && bare { Ok(url.as_str().trim_end_matches('/').to_owned()) } else { Err(Error::CentralAddress) }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn only_https_leaves_the_machine() {
        for good in ["https://centrale.example.it", "http://127.0.0.1:8080/", "http://[::1]:8080", "http://localhost:1"]
        {
            assert!(check(good).is_ok(), "{good} should be accepted");
        }
        for bad in [
            "http://centrale.example.it",
            "http://127.0.0.1.example.it",
            "http://10.0.0.1",
            "ftp://localhost",
            "https://user:secret@centrale.example.it",
            "https://centrale.example.it/path",
            "https://centrale.example.it/?q=1",
            "centrale.example.it",
            "",
        ] {
            assert!(check(bad).is_err(), "{bad} should be refused");
        }
    }
}
