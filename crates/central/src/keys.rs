//! The master key, kept in a file outside the data folder, and the keys derived from it.

use crate::error::{Fault, Result};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
    hmac,
    rand::{SecureRandom, SystemRandom},
};
use std::{fs, io::Write, path::Path};

/// Length of every key, bytes.
pub const KEY_LEN: usize = 32;

/// What is derived from the master key: one key a purpose.
pub struct Keys {
    database: [u8; KEY_LEN],
    wrapping: LessSafeKey,
    tagging: hmac::Key,
}

impl Keys {
    /// Reads the key file, or makes it when it does not exist; refuses one inside `data` or readable by others.
    pub fn load(file: &Path, data: &Path) -> Result<Self> {
        refuse_inside(file, data)?;
        if !file.exists() {
            make(file)?;
        }
        refuse_readable(file)?;
        let text = fs::read_to_string(file)?;
        let master = hex::decode(text.trim()).map_err(|_| Fault::KeyMalformed(file.into()))?;
        if master.len() != KEY_LEN {
            return Err(Fault::KeyMalformed(file.into()));
        }
        let root = Salt::new(HKDF_SHA256, b"sportello centrale").extract(&master);
        Ok(Self {
            database: derive(&root, b"database")?,
            wrapping: LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &derive(&root, b"documents")?)?),
            tagging: hmac::Key::new(hmac::HMAC_SHA256, &derive(&root, b"tags")?),
        })
    }

    /// The database's key in the notation that SQLCipher takes as raw.
    pub fn database_key(&self) -> String {
        format!("x'{}'", hex::encode(self.database))
    }

    /// A keyed hash, under which codes, tickets and sessions are stored instead of themselves.
    pub fn tag(&self, secret: &[u8]) -> Vec<u8> {
        hmac::sign(&self.tagging, secret).as_ref().to_vec()
    }

    /// Wraps a document's key for storage; `about` binds it to its document.
    pub fn wrap(&self, key: &[u8; KEY_LEN], about: &[u8]) -> Result<Vec<u8>> {
        seal(&self.wrapping, about, key)
    }

    /// Opens a wrapped key.
    pub fn unwrap_key(&self, wrapped: &[u8], about: &[u8]) -> Result<LessSafeKey> {
        let key = open(&self.wrapping, about, wrapped)?;
        Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key)?))
    }
}

/// Fills an array from the system's random source.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes)?;
    Ok(bytes)
}

/// AES-256-GCM under a random nonce: nonce, ciphertext, tag.
pub fn seal(key: &LessSafeKey, about: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
    let nonce = random::<NONCE_LEN>()?;
    let mut body = plain.to_vec();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(about), &mut body)?;
    Ok([nonce.as_slice(), &body].concat())
}

/// The plaintext of what `seal` made.
pub fn open(key: &LessSafeKey, about: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
    let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or(Fault::Crypto)?;
    let mut body = body.to_vec();
    let plain = key.open_in_place(Nonce::try_assume_unique_for_key(nonce)?, Aad::from(about), &mut body)?;
    Ok(plain.to_vec())
}

struct Length;

impl KeyType for Length {
    fn len(&self) -> usize {
        KEY_LEN
    }
}

fn derive(root: &Prk, purpose: &[u8]) -> Result<[u8; KEY_LEN]> {
    let mut key = [0; KEY_LEN];
    root.expand(&[purpose], Length)?.fill(&mut key)?;
    Ok(key)
}

fn refuse_inside(file: &Path, data: &Path) -> Result<()> {
    fs::create_dir_all(data)?;
    let folder = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    let inside = |path: &Path| -> Result<bool> { Ok(path.canonicalize()?.starts_with(data.canonicalize()?)) };
    // The file itself as well, because it may be a link into the folder.
    if inside(folder)? || (file.exists() && inside(file)?) {
        return Err(Fault::KeyInsideData(file.into()));
    }
    Ok(())
}

fn make(file: &Path) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file)?;
    writeln!(out, "{}", hex::encode(random::<KEY_LEN>()?))?;
    out.sync_all()?;
    Ok(())
}

/// Refuses a file with secrets that others than its owner can read.
#[cfg(unix)]
pub(crate) fn refuse_readable(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if fs::metadata(file)?.permissions().mode() & 0o077 != 0 {
        return Err(Fault::KeyReadable(file.into()));
    }
    Ok(())
}

/// The rights of other systems are not looked at.
#[cfg(not(unix))]
pub(crate) fn refuse_readable(_: &Path) -> Result<()> {
    Ok(())
}
