//! The description of the interface: generated from the handlers and the types, written as OpenAPI 3.0.3 in ModI style.

use crate::error::Result;

/// The description as YAML.
pub fn yaml() -> Result<String> {
    Ok(String::new())
}
