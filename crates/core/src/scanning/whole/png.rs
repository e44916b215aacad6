//! The end of a PNG, found by walking its chunks.

/// Whether the chunks lead from the header over picture data to the end.
pub fn is_whole(bytes: &[u8]) -> bool {
    walk(bytes).unwrap_or(false)
}

fn walk(bytes: &[u8]) -> Option<bool> {
    let mut at = 8_usize;
    let mut data = false;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
        let kind = bytes.get(at + 4..at + 8)?;
        let end = at.checked_add(12)?.checked_add(usize::try_from(length).ok()?)?;
        if end > bytes.len() || (at == 8) != (kind == b"IHDR") {
            return Some(false);
        }
        match kind {
            b"IEND" => return Some(data),
            b"IDAT" => data = true,
            _ => {}
        }
        at = end;
    }
}
