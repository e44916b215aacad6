//! A scanner by the address that the clerk types: the router may keep it from making itself known.

use super::{Scanner, capabilities::Description, http::Patience};
use crate::scanning::devices::{Device, DeviceFault, Via};
use url::Url;

/// Where scanners serve eSCL, for an address without more: the protected way first.
const USUAL: [&str; 3] = ["https://{}/eSCL", "http://{}/eSCL", "http://{}:8080/eSCL"];

/// The roots that a typed address may mean, in the order in which they are tried: `192.0.2.4`, `scanner.local:8080`,
/// `https://192.0.2.4/eSCL`.
///
/// # Errors
/// `Address`
pub fn candidates(typed: &str) -> Result<Vec<Url>, DeviceFault> {
    let typed = typed.trim().trim_end_matches('/');
    let whole = typed.starts_with("http://") || typed.starts_with("https://");
    let texts: Vec<String> = if whole {
        vec![typed.to_owned()]
    } else if typed.is_empty() || typed.contains("://") {
        return Err(DeviceFault::Address);
    } else {
        // An IPv6 address stands in brackets within another.
        let host = if typed.parse::<std::net::Ipv6Addr>().is_ok() { format!("[{typed}]") } else { typed.to_owned() };
        let has_more = Url::parse(&format!("http://{host}")).is_ok_and(|url| url.port().is_some() || url.path() != "/");
        let usual = if has_more { &USUAL[..2] } else { &USUAL[..] };
        usual.iter().map(|form| form.replace("{}", &host)).collect()
    };
    texts.iter().map(|text| root(text, whole)).collect()
}

fn root(text: &str, whole: bool) -> Result<Url, DeviceFault> {
    let mut url = Url::parse(text).map_err(|_| DeviceFault::Address)?;
    let bare =
        url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    if !bare || url.host().is_none() {
        return Err(DeviceFault::Address);
    }
    if whole && url.path() == "/" {
        url.set_path("/eSCL");
    }
    // `192.0.2.4/eSCL` was typed with its path.
    if let Some(path) = url.path().strip_suffix("/eSCL/eSCL") {
        let path = format!("{path}/eSCL");
        url.set_path(&path);
    }
    Ok(url)
}

/// The scanner at a typed address. Only whoever types http gets it unprotected where both are offered. The certificate
/// that nobody vouches for is pinned by nobody but the clerk, who is asked when the scanner is first used.
///
/// # Errors
/// `Address`; the most telling fault where no scanner answers at any
pub async fn find(typed: &str, patience: Patience) -> Result<Device, DeviceFault> {
    let mut fault = DeviceFault::Unreachable;
    for url in candidates(typed)? {
        match describe(&url, patience).await {
            Ok(description) => {
                let host = url.host_str().unwrap_or_default().to_owned();
                let told = !description.uuid.is_empty();
                return Ok(Device {
                    id: format!("escl:{}", if told { &description.uuid } else { &host }),
                    name: if description.model.is_empty() { host } else { description.model },
                    via: Via::Escl { url, plain: None, pin: None },
                });
            }
            Err(DeviceFault::Unreachable) => {}
            Err(failed) if matches!(fault, DeviceFault::Unreachable | DeviceFault::NoProtection) => fault = failed,
            Err(_) => {}
        }
    }
    Err(fault)
}

/// What the scanner tells of itself, whoever vouches for it: behind a printer's own certificate there may be no more
/// than its web pages, and the clerk would be asked about it for nothing. What is said to it here is said to anybody.
async fn describe(url: &Url, patience: Patience) -> Result<Description, DeviceFault> {
    match Scanner::new(url, None, patience)?.description().await {
        Err(DeviceFault::UntrustedCertificate { fingerprint }) => {
            Scanner::new(url, Some(&fingerprint), patience)?.description().await
        }
        told => told,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(typed: &str) -> Option<String> {
        candidates(typed).ok()?.first().map(Url::to_string)
    }

    #[test]
    fn what_clerks_type_is_an_address() {
        for (typed, url) in [
            ("192.0.2.4", "https://192.0.2.4/eSCL"),
            (" 192.0.2.4/ ", "https://192.0.2.4/eSCL"),
            ("192.0.2.4:8080", "https://192.0.2.4:8080/eSCL"),
            ("192.0.2.4/eSCL", "https://192.0.2.4/eSCL"),
            ("2001:db8::4", "https://[2001:db8::4]/eSCL"),
            ("scanner.local", "https://scanner.local/eSCL"),
            ("https://192.0.2.4", "https://192.0.2.4/eSCL"),
            ("http://192.0.2.4:9095/eSCL/", "http://192.0.2.4:9095/eSCL"),
        ] {
            assert_eq!(first(typed).as_deref(), Some(url), "{typed}");
        }
        assert_eq!(candidates("192.0.2.4").expect("candidates").len(), 3);
        let all: Vec<String> =
            candidates("192.0.2.4:8080").expect("candidates").iter().map(ToString::to_string).collect();
        assert_eq!(all, ["https://192.0.2.4:8080/eSCL", "http://192.0.2.4:8080/eSCL"]);
        assert_eq!(candidates("http://192.0.2.4").expect("candidates").len(), 1, "who types http means it");
        for bad in ["", "ftp://192.0.2.4", "http://", "http://user:word@192.0.2.4", "192.0.2.4?x", "a b", "file:///etc"]
        {
            assert_eq!(candidates(bad), Err(DeviceFault::Address), "{bad}");
        }
    }
}
