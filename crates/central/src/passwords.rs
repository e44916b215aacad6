//! Argon2id for passwords and PINs.

use crate::error::{Fault, Result};
use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier, password_hash::SaltString};

/// The PHC string of a password or PIN.
pub fn hash(secret: &str) -> Result<String> {
    let salt = SaltString::encode_b64(&crate::keys::random::<16>()?).map_err(|_| Fault::Hash)?;
    let hash = Argon2::default().hash_password(secret.as_bytes(), &salt).map_err(|_| Fault::Hash)?;
    Ok(hash.to_string())
}

/// Whether a password or PIN is the one of a PHC string.
pub fn matches(secret: &str, phc: &str) -> bool {
    PasswordHash::new(phc).is_ok_and(|hash| Argon2::default().verify_password(secret.as_bytes(), &hash).is_ok())
}
