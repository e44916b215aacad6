//! Characters that deceive on screen, on paper and in addresses.

/// Controls, zero-width and bidirectional marks: no name has them, and what is read is not what is there.
pub fn is_deceiving(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
