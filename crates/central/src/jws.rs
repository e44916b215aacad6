//! JOSE as far as Centrale needs it: ES256 in compact form (RFC 7515), P-256 keys and their thumbprints (RFC 7638).

use crate::error::{Fault, Result};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sportello_protocol::enrolment::Jwk;

/// The header of a signature.
#[derive(Debug, Deserialize, Serialize)]
pub struct Header {
    /// Always `ES256`.
    pub alg: String,
    /// What is signed: `at+jwt`, `JWT` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typ: Option<String>,
    /// The key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
}

/// Centrale's own signing key.
pub struct Signer {
    pair: EcdsaKeyPair,
    jwk: Jwk,
}

impl Signer {
    /// A new key pair in PKCS #8, for storage.
    pub fn generate() -> Result<Vec<u8>> {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())?;
        Ok(document.as_ref().to_vec())
    }

    /// The key pair from its PKCS #8 form.
    pub fn load(pkcs8: &[u8]) -> Result<Self> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &SystemRandom::new())
            .map_err(|_| Fault::Crypto)?;
        let jwk = jwk(pair.public_key().as_ref())?;
        Ok(Self { pair, jwk })
    }

    /// The public half.
    pub fn public(&self) -> &Jwk {
        &self.jwk
    }

    /// Signs `claims` under a header of type `typ`.
    pub fn sign<T: Serialize>(&self, typ: &str, claims: &T) -> Result<String> {
        let header = Header { alg: "ES256".into(), typ: Some(typ.into()), kid: Some(self.jwk.kid.clone()) };
        let head = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&header)?);
        let body = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims)?);
        let input = format!("{head}.{body}");
        let signature = self.pair.sign(&SystemRandom::new(), input.as_bytes())?;
        Ok(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// The header and the claims of a compact JWS whose ES256 signature is right; nothing otherwise.
pub fn verify<T: DeserializeOwned>(compact: &str, key: &Jwk) -> Option<(Header, T)> {
    let (input, signature) = compact.rsplit_once('.')?;
    let (head, body) = input.split_once('.')?;
    let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(head).ok()?).ok()?;
    if header.alg != "ES256" {
        return None;
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point(key)?).verify(input.as_bytes(), &signature).ok()?;
    let claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
    Some((header, claims))
}

/// Whether a key is a well-formed P-256 key named by its own thumbprint.
pub fn is_well_formed(key: &Jwk) -> bool {
    point(key).is_some_and(|point| jwk(&point).is_ok_and(|own| own == *key))
}

fn point(key: &Jwk) -> Option<Vec<u8>> {
    if key.kty != "EC" || key.crv != "P-256" {
        return None;
    }
    let x = URL_SAFE_NO_PAD.decode(&key.x).ok().filter(|x| x.len() == 32)?;
    let y = URL_SAFE_NO_PAD.decode(&key.y).ok().filter(|y| y.len() == 32)?;
    Some([[4].as_slice(), &x, &y].concat())
}

/// The JWK of an uncompressed point, named by its thumbprint.
pub fn jwk(point: &[u8]) -> Result<Jwk> {
    let (x, y) = match point {
        [4, rest @ ..] if rest.len() == 64 => rest.split_at(32),
        _ => return Err(Fault::Crypto),
    };
    let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    let kid = URL_SAFE_NO_PAD.encode(digest(&SHA256, canonical.as_bytes()));
    Ok(Jwk { kty: "EC".into(), crv: "P-256".into(), x, y, kid })
}
