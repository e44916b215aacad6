//! The six letters that a surname and a given name leave in a codice fiscale.

use super::alphabet;

/// The letters of a surname and of a given name: three consonants, then vowels, then X; of a given name with four or
/// more consonants the first, the third and the fourth.
pub fn letters(family_name: &str, given_name: &str) -> (String, String) {
    let family = Sounds::of(family_name);
    let mut given = Sounds::of(given_name);
    if given.consonants.len() > 3 {
        given.consonants.remove(1);
    }
    (family.three(), given.three())
}

struct Sounds {
    consonants: Vec<char>,
    vowels: Vec<char>,
}

impl Sounds {
    /// Spaces, apostrophes and hyphens do not count, nor does what no alphabet of ours writes.
    fn of(name: &str) -> Self {
        let plain = name.chars().flat_map(alphabet::plain);
        let (vowels, consonants) = plain.partition(|letter| "AEIOU".contains(*letter));
        Self { consonants, vowels }
    }

    fn three(self) -> String {
        self.consonants.into_iter().take(3).chain(self.vowels).chain(['X'; 3]).take(3).collect()
    }
}
