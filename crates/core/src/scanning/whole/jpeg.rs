//! The end of a JPEG, found by walking its segments: an embedded preview has an end of its own.

/// Whether the picture's own end marker is there.
pub fn is_whole(bytes: &[u8]) -> bool {
    walk(bytes).unwrap_or(false)
}

fn walk(bytes: &[u8]) -> Option<bool> {
    let mut at = 2;
    let (mut frame, mut scan) = (false, false);
    loop {
        if *bytes.get(at)? != 0xff {
            return Some(false);
        }
        while *bytes.get(at)? == 0xff {
            at += 1;
        }
        let marker = *bytes.get(at)?;
        at += 1;
        match marker {
            0xd9 => return Some(frame && scan),
            0x01 | 0xd0..=0xd8 => continue,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => frame = true,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
        if length < 2 {
            return Some(false);
        }
        at += length;
        if marker == 0xda {
            scan = true;
            at = after_scan(bytes, at)?;
        }
    }
}

/// The next marker that is neither an escaped byte nor a restart.
fn after_scan(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let marker = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff | 0xd0..=0xd7);
    rest.windows(2).position(marker).map(|place| from + place)
}
