//! A scanner by the address that the clerk types: the router may keep it from making itself known.

use super::{Scanner, http::Patience};
use crate::scanning::devices::{Device, DeviceFault, Via};
use url::Url;

/// Where scanners serve eSCL, for an address without more.
const USUAL: [&str; 3] = ["http://{}/eSCL", "http://{}:8080/eSCL", "https://{}/eSCL"];

/// The roots that a typed address may mean, the likeliest first: `192.0.2.4`, `scanner.local:8080`,
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
        let usual = if has_more { &USUAL[..1] } else { &USUAL[..] };
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

/// The scanner at a typed address. Without a scheme http is tried first: whoever wants protection types https, or takes
/// the scanner from those that made themselves known.
///
/// # Errors
/// `Address`; the fault of the likeliest address where no scanner answers at any
pub async fn find(typed: &str, patience: Patience) -> Result<Device, DeviceFault> {
    let mut fault = None;
    for url in candidates(typed)? {
        let scanner = Scanner::new(&url, None, patience)?;
        match scanner.description().await {
            Ok(description) => {
                let host = url.host_str().unwrap_or_default().to_owned();
                let told = !description.uuid.is_empty();
                return Ok(Device {
                    id: format!("escl:{}", if told { &description.uuid } else { &host }),
                    name: if description.model.is_empty() { host } else { description.model },
                    via: Via::Escl { url, plain: None, pin: None },
                });
            }
            // Somebody is there: the clerk is asked about the certificate when the scanner is first used.
            Err(DeviceFault::UntrustedCertificate { .. }) => {
                let host = url.host_str().unwrap_or_default().to_owned();
                let via = Via::Escl { url, plain: None, pin: None };
                return Ok(Device { id: format!("escl:{host}"), name: host, via });
            }
            Err(failed) => fault = fault.or(Some(failed)),
        }
    }
    Err(fault.unwrap_or(DeviceFault::Address))
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
            ("192.0.2.4", "http://192.0.2.4/eSCL"),
            (" 192.0.2.4/ ", "http://192.0.2.4/eSCL"),
            ("192.0.2.4:8080", "http://192.0.2.4:8080/eSCL"),
            ("192.0.2.4/eSCL", "http://192.0.2.4/eSCL"),
            ("2001:db8::4", "http://[2001:db8::4]/eSCL"),
            ("scanner.local", "http://scanner.local/eSCL"),
            ("https://192.0.2.4", "https://192.0.2.4/eSCL"),
            ("http://192.0.2.4:9095/eSCL/", "http://192.0.2.4:9095/eSCL"),
        ] {
            assert_eq!(first(typed).as_deref(), Some(url), "{typed}");
        }
        assert_eq!(candidates("192.0.2.4").expect("candidates").len(), 3);
        assert_eq!(candidates("192.0.2.4:8080").expect("candidates").len(), 1);
        for bad in ["", "ftp://192.0.2.4", "http://", "http://user:word@192.0.2.4", "192.0.2.4?x", "a b", "file:///etc"]
        {
            assert_eq!(candidates(bad), Err(DeviceFault::Address), "{bad}");
        }
    }
}
