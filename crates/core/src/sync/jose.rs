//! JOSE on `ring`: ES256 keys, signatures (RFC 7515, 7518) and thumbprints (RFC 7638).
//!
//! The algorithm is the key's: a desk makes P-256 keys and signs ES256; an imported RSA key (PKCS#8) signs RS256, as
//! a PDND client does.

use crate::Result;
use anyhow::{Context, anyhow};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
        UnparsedPublicKey,
    },
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use sportello_protocol::enrolment::Jwk;

/// A private key and how it signs.
pub struct Signer {
    key: Key,
    public: Jwk,
}

enum Key {
    Es256(EcdsaKeyPair),
    Rs256(RsaKeyPair),
}

/// A new P-256 key as PKCS#8.
///
/// # Errors
/// When the system gives no random bytes.
pub fn new_key() -> Result<Vec<u8>> {
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
        .map_err(|_| anyhow!("no random bytes for a key"))?;
    Ok(pkcs8.as_ref().to_vec())
}

impl Signer {
    /// Reads a P-256 key made by [`new_key`].
    ///
    /// # Errors
    /// When the bytes are no such key.
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &SystemRandom::new())
            .map_err(|_| anyhow!("the desk's key cannot be read"))?;
        let public = jwk(pair.public_key().as_ref())?;
        Ok(Self { key: Key::Es256(pair), public })
    }

    /// Reads an RSA key (PKCS#8, 2048 bits or more) whose public half the authority knows as `kid`.
    ///
    /// # Errors
    /// When the bytes are no such key.
    pub fn from_rsa_pkcs8(pkcs8: &[u8], kid: &str) -> Result<Self> {
        let pair = RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| anyhow!("the RSA key cannot be read"))?;
        let public = Jwk { kty: "RSA".into(), crv: String::new(), x: String::new(), y: String::new(), kid: kid.into() };
        Ok(Self { key: Key::Rs256(pair), public })
    }

    /// The public half; its `kid` goes into the header.
    pub fn public_key(&self) -> &Jwk {
        &self.public
    }

    /// A compact JWS of `claims`.
    ///
    /// # Errors
    /// When the claims do not serialise.
    pub fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String> {
        let alg = match self.key {
            Key::Es256(_) => "ES256",
            Key::Rs256(_) => "RS256",
        };
        let header = json!({ "alg": alg, "kid": self.public.kid, "typ": typ });
        let encode = |json: Vec<u8>| BASE64_URL_SAFE_NO_PAD.encode(json);
        let text = format!("{}.{}", encode(serde_json::to_vec(&header)?), encode(serde_json::to_vec(claims)?));
        let signature = self.signature(text.as_bytes())?;
        Ok(format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature)))
    }

    fn signature(&self, text: &[u8]) -> Result<Vec<u8>> {
        let random = SystemRandom::new();
        match &self.key {
            Key::Es256(pair) => Ok(pair.sign(&random, text).map_err(|_| anyhow!("signing failed"))?.as_ref().to_vec()),
            Key::Rs256(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, text, &mut signature).map_err(|_| anyhow!("signing failed"))?;
                Ok(signature)
            }
        }
    }
}

/// The claims of a compact ES256 JWS whose signature agrees with `key`.
///
/// # Errors
/// When form, algorithm or signature do not agree.
pub fn verify<T: DeserializeOwned>(jws: &str, key: &Jwk) -> Result<T> {
    let (text, signature) = jws.rsplit_once('.').context("A JWS has three parts")?;
    let (header, claims) = text.split_once('.').context("A JWS has three parts")?;
    let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).context("A JWS part is base64url");
    let header: serde_json::Value = serde_json::from_slice(&decode(header)?)?;
    if header.get("alg").and_then(|alg| alg.as_str()) != Some("ES256") {
        return Err(anyhow!("only ES256 is accepted").into());
    }
    let mut point = vec![4];
    point.extend(decode(&key.x)?);
    point.extend(decode(&key.y)?);
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
        .verify(text.as_bytes(), &decode(signature)?)
        .map_err(|_| anyhow!("the signature does not agree"))?;
    Ok(serde_json::from_slice(&decode(claims)?)?)
}

/// The JWK of an uncompressed point, with its thumbprint as `kid`.
fn jwk(point: &[u8]) -> Result<Jwk> {
    let (x, y) = match point {
        [4, coordinates @ ..] if coordinates.len() == 64 => coordinates.split_at(32),
        _ => return Err(anyhow!("not an uncompressed P-256 point").into()),
    };
    let (x, y) = (BASE64_URL_SAFE_NO_PAD.encode(x), BASE64_URL_SAFE_NO_PAD.encode(y));
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    let kid = BASE64_URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, canonical.as_bytes()));
    Ok(Jwk { kty: "EC".into(), crv: "P-256".into(), x, y, kid })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_verifies_and_nothing_else_does() {
        let signer = Signer::from_pkcs8(&new_key().expect("a key")).expect("it is readable");
        let jws = signer.sign("JWT", &json!({ "sub": "desk" })).expect("a signature");
        let claims: serde_json::Value = verify(&jws, signer.public_key()).expect("it verifies");
        assert_eq!(claims["sub"], "desk");

        let other = Signer::from_pkcs8(&new_key().expect("a key")).expect("it is readable");
        assert!(verify::<serde_json::Value>(&jws, other.public_key()).is_err(), "another key");
        let forged = jws.replacen(jws.split('.').nth(1).expect("claims"), "eyJzdWIiOiJvdGhlciJ9", 1);
        assert!(verify::<serde_json::Value>(&forged, signer.public_key()).is_err(), "other claims");
    }
}
