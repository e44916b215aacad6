//! The rule for meeting links that are data: exact host, https, nothing that parsers disagree about.

use crate::characters::is_deceiving;
use url::{Host, Url};

/// The link, if it may be opened.
///
/// # Errors
/// The host that was found, for the operator to read; empty where none can be read.
pub fn check(link: &str, hosts: &[String]) -> Result<Url, String> {
    let deceiving = |c: char| is_deceiving(c) || c.is_whitespace() || c == '\\';
    if link.chars().any(deceiving) {
        return Err(String::new());
    }
    let url = Url::parse(link).map_err(|_| String::new())?;
    let host = match url.host() {
        Some(Host::Domain(name)) => name.to_owned(),
        other => return Err(other.map(|host| host.to_string()).unwrap_or_default()),
    };
    let plain = url.scheme() == "https"
        && url.username().is_empty()
        && url.password().is_none()
        && url.port().is_none()
        && link.starts_with(&format!("https://{host}/"));
    if plain && hosts.contains(&host) { Ok(url) } else { Err(host) }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn no_known_trick_passes() {
        let hosts = ["teams.microsoft.com".to_owned()];
        for good in ["https://teams.microsoft.com/l/meetup-join/19%3ameeting", "https://teams.microsoft.com/?a=1#b"] {
            assert!(check(good, &hosts).is_ok(), "{good} should pass");
        }
        for bad in [
            "https://teams.microsoft.com@evil.example/",
            "https://teams.microsoft.com:pw@evil.example/",
            "https://user@teams.microsoft.com/",
            "https://teams.microsoft.com.evil.example/",
            "https://evilteams.microsoft.com/",
            "https://sub.teams.microsoft.com/",
            "https:\\\\evil.example\\teams.microsoft.com",
            "https:/evil.example/teams.microsoft.com/",
            "https:///teams.microsoft.com/",
            "https://teams.microsoft.com:8443/",
            "https://teams.microsoft.com:443/",
            "https://teams.microsoft.com./",
            "https://teams.microsoft.com",
            "https://TEAMS.microsoft.com/",
            "https://te\u{0430}ms.microsoft.com/",
            "https://teams.microsoft%2ecom/",
            "https://teams.microsoft.com%2f@evil.example/",
            "https://teams.micro\tsoft.com/",
            "https://teams.microsoft.com/\r\nHost: evil.example",
            " https://teams.microsoft.com/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://[::1]/",
            "http://teams.microsoft.com/",
            "javascript:alert(1)//https://teams.microsoft.com/",
            "file:///etc/passwd",
            "msteams://teams.microsoft.com/l/meetup-join/",
            "search-ms:query=teams.microsoft.com",
            "ms-msdt:/id",
            "blob:https://teams.microsoft.com/1",
            "https://teams.microsoft.com/\u{202e}moc.live",
            "//teams.microsoft.com/",
            "teams.microsoft.com/",
            "",
        ] {
            assert!(check(bad, &hosts).is_err(), "{bad:?} should be refused");
        }
    }
}
