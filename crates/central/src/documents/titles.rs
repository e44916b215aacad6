//! What a title may hold: a line of text, never a path.

const MAX_CHARS: usize = 120;

/// Words of a person in one line, without control characters and without marks that turn the direction of writing or that
/// nobody sees, which can make a text look like another.
pub fn plain(text: &str) -> String {
    let hidden =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let kept: String = text.chars().filter(|c| !hidden(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The title without control and path characters, in one line, at most 120 characters.
pub fn clean(title: &str) -> String {
    let kept: String = plain(title)
        .chars()
        .map(|c| if matches!(c, '/' | '\\' | ':' | '<' | '>' | '|' | '"' | '*' | '?') { ' ' } else { c })
        .collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    let line: String = words.join(" ").chars().take(MAX_CHARS).collect();
    let line = line.trim_matches(['.', ' ']);
    if line.is_empty() { "Documento".into() } else { line.into() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]
mod tests {
    use super::clean;

    #[test]
    fn a_title_is_never_a_path() {
        assert_eq!(clean("../../etc/passwd"), "etc passwd");
        assert_eq!(clean("Carta\nd'identità"), "Carta d'identità");
        assert_eq!(clean("fattura\u{202e}fdp.exe"), "fatturafdp.exe");
        assert_eq!(clean("\u{feff}Re\u{200b}d\u{2060}dito\u{200d}"), "Reddito");
        assert_eq!(clean("\u{200b}\u{2067}"), "Documento");
        assert_eq!(clean(" . "), "Documento");
        assert_eq!(clean(&"è".repeat(500)).chars().count(), 120);
    }
}
