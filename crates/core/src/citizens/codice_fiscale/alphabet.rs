//! The letters A to Z behind the letters of Europe: what a registry without diacritics writes.

/// Upper-case letters by what stands for them. As the passports do it (ICAO 9303), without doubling the umlauts.
const LATIN: [(&str, &str); 32] = [
    ("A", "ÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦȺḀẠẢẤẦẨẪẬẮẰẲẴẶ"),
    ("AE", "ÆǢǼ"),
    ("B", "ƁɃḂḄḆ"),
    ("C", "ÇĆĈĊČƇȻḈ"),
    ("D", "ÐĎĐƉƊḊḌḎḐḒ"),
    ("DZ", "ǄǅǱǲ"),
    ("E", "ÈÉÊËĒĔĖĘĚƏƐȄȆȨɆḔḖḘḚḜẸẺẼẾỀỂỄỆ"),
    ("F", "ƑḞ"),
    ("G", "ĜĞĠĢƓǤǦǴḠ"),
    ("H", "ĤĦȞḢḤḦḨḪ"),
    ("I", "ÌÍÎÏĨĪĬĮİƗǏȈȊḬḮỈỊ"),
    ("IJ", "Ĳ"),
    ("J", "ĴɈ"),
    ("K", "ĶĸƘǨḰḲḴ"),
    ("L", "ĹĻĽĿŁȽḶḸḺḼ"),
    ("LJ", "Ǉǈ"),
    ("M", "ḾṀṂ"),
    ("N", "ÑŃŅŇƝǸȠṄṆṈṊ"),
    ("NG", "Ŋ"),
    ("NJ", "Ǌǋ"),
    ("O", "ÒÓÔÕÖØŌŎŐƟƠǑǪǬǾȌȎȪȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢ"),
    ("OE", "Œ"),
    ("P", "ƤṔṖ"),
    ("R", "ŔŖŘȐȒɌṘṚṜṞ"),
    ("S", "ŚŜŞŠȘṠṢṤṦṨ"),
    ("SS", "ẞ"),
    ("T", "ŢŤŦƬƮȚȾṪṬṮṰ"),
    ("TH", "Þ"),
    ("U", "ÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖɄṲṴṶṸṺỤỦỨỪỬỮỰ"),
    ("W", "ŴẀẂẄẆẈ"),
    ("Y", "ÝŶŸƳȲɎẎẙỲỴỶỸ"),
    ("Z", "ŹŻŽƵȤẐẒẔ"),
];

/// The letters A to Z that stand for a character; none for marks, spaces and other alphabets.
pub fn plain(character: char) -> impl Iterator<Item = char> {
    character.to_uppercase().flat_map(|upper| {
        match upper {
            'A'..='Z' => upper.to_string(),
            _ => LATIN.iter().find(|(_, letters)| letters.contains(upper)).map_or("", |(plain, _)| plain).to_owned(),
        }
        .chars()
        .collect::<Vec<_>>()
    })
}
