//! The second factor of an account: codes of six digits that change every 30 seconds (TOTP, RFC 6238).

use crate::{
    error::{Fault, Result},
    keys::random,
};
use jiff::Timestamp;
use serde::Serialize;
use totp_rs::{Builder, Secret, Totp};
use ts_rs::TS;

/// What authenticator apps show beside the account.
const ISSUER: &str = "Centrale";

/// What an authenticator app needs: shown once, in the answer to the right password.
#[derive(Serialize, TS)]
#[ts(rename = "ConsoleSetUp")]
pub struct SetUp {
    /// The address that an app reads from a QR code (`otpauth://totp/...`).
    uri: String,
    /// The secret in base 32, for who types it.
    secret: String,
}

/// A fresh secret of 160 bits, as RFC 4226 recommends.
///
/// # Errors
/// The system gives no random bytes.
pub fn fresh() -> Result<[u8; 20]> {
    random()
}

/// What is shown of a secret.
///
/// # Errors
/// `Hash` where the name cannot stand in the address of a code.
pub fn set_up(secret: &[u8], account: &str) -> Result<SetUp> {
    // The colon parts issuer and name in that address.
    let name = account.replace(':', " ");
    let totp = builder(secret).with_account_name(name).with_issuer(Some(ISSUER)).build().map_err(|_| Fault::Hash)?;
    Ok(SetUp { uri: totp.to_url().map_err(|_| Fault::Hash)?, secret: totp.secret().to_base32() })
}

/// The 30-second step to which a code belongs, of the one that runs and its two neighbours; `None`: a wrong code.
#[must_use]
pub fn step(secret: &[u8], code: &str, now: Timestamp) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.as_second()).ok()?;
    totp(secret)?.check(&code, seconds)?.try_into().ok()
}

fn totp(secret: &[u8]) -> Option<Totp> {
    builder(secret).build().ok()
}

fn builder(secret: &[u8]) -> Builder {
    Builder::new().with_secret(Secret::new(secret.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, of its eight digits the last six.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            let now = Timestamp::from_second(seconds).expect("an instant");
            assert_eq!(step(b"12345678901234567890", code, now), Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn a_code_is_good_for_its_step_and_the_two_beside_it() {
        let at = |seconds| Timestamp::from_second(seconds).expect("an instant");
        let secret = b"12345678901234567890";
        let found: Vec<_> = [0, 29, 30, 59, 60, 89, 90].map(|s| step(secret, "287 082", at(s)).is_some()).into();
        assert_eq!(found, [true, true, true, true, true, true, false]);
        for wrong in ["", "287083", "2870820", "28708", "a87082"] {
            assert_eq!(step(secret, wrong, at(59)), None, "{wrong:?}");
        }
    }

    #[test]
    fn what_is_shown_carries_the_secret_and_no_colon_of_the_name() {
        let shown = set_up(b"12345678901234567890", "mario: rossi").expect("shown");
        assert_eq!(shown.secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let query = format!("?secret={}&issuer=Centrale", shown.secret);
        assert!(
            shown.uri.starts_with("otpauth://totp/Centrale:mario%20") && shown.uri.contains(&query),
            "{}",
            shown.uri
        );
    }
}
