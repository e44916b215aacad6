//! Where a scanner says that its job is: only the path counts, since hosts come wrong, cut off or not at all.

use crate::scanning::devices::DeviceFault;

/// The longest path that is believed.
const LONGEST: usize = 1024;

/// The path of a job, from the `Location` of the answer to a request at `asked` (a path that begins with a slash).
///
/// # Errors
/// `Unintelligible` where there is no path, or one that could be read as anything else.
pub fn path(location: &str, asked: &str) -> Result<String, DeviceFault> {
    let location = location.trim();
    // The host may be another one or an IPv6 address without its end: what follows the first slash is the path.
    let rest = location.split_once("://").map(|(_, rest)| rest).or_else(|| location.strip_prefix("//"));
    let path = match rest {
        Some(rest) => rest.find('/').map(|slash| rest[slash..].to_owned()).ok_or(DeviceFault::Unintelligible)?,
        None if location.starts_with('/') => location.to_owned(),
        None if location.is_empty() => return Err(DeviceFault::Unintelligible),
        None => format!("{}/{location}", asked.rsplit_once('/').map_or("", |(folder, _)| folder)),
    };
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').to_owned();
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '\\' | '<' | '>' | '"');
    let wanders = path.split('/').any(|part| part == "..") || path.starts_with("//");
    if path.len() < 2 || path.len() > LONGEST || wanders || !path.chars().all(plain) {
        return Err(DeviceFault::Unintelligible);
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_path_counts() {
        let cases = [
            ("/eSCL/ScanJobs/7", "/eSCL/ScanJobs/7"),
            ("http://192.0.2.9:8080/eSCL/ScanJobs/7", "/eSCL/ScanJobs/7"),
            ("https://elsewhere.example/eSCL/ScanJobs/7/", "/eSCL/ScanJobs/7"),
            ("http://[fe80/eSCL/ScanJobs/7", "/eSCL/ScanJobs/7"),
            ("//elsewhere.example/eSCL/ScanJobs/7", "/eSCL/ScanJobs/7"),
            (
                "http://a/eSCL/ScanJobs/urn:uuid:4509a320-00a0-008f-00b6-002507510eca",
                "/eSCL/ScanJobs/urn:uuid:4509a320-00a0-008f-00b6-002507510eca",
            ),
            ("ScanJobs/7", "/eSCL/ScanJobs/7"),
            (" /eSCL/ScanJobs/7?x=1 ", "/eSCL/ScanJobs/7"),
        ];
        for (location, expected) in cases {
            assert_eq!(path(location, "/eSCL/ScanJobs").as_deref(), Ok(expected), "{location}");
        }
    }

    #[test]
    fn no_path_is_no_job() {
        for bad in ["", " ", "http://host", "http://[fe80", "/", "/../admin", "/a b", "/a\nb", "/\u{e8}", "http:////x"]
        {
            assert_eq!(path(bad, "/eSCL/ScanJobs"), Err(DeviceFault::Unintelligible), "{bad:?}");
        }
        assert_eq!(path(&"/a".repeat(2000), "/"), Err(DeviceFault::Unintelligible));
    }
}
