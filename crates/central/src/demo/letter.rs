//! A one-page PDF as an officer might send it.

const LINES: [&str; 5] = [
    "INPS - documento di dimostrazione",
    "Questo documento e inventato e non riguarda nessuno.",
    "Per completare la domanda portare allo sportello:",
    "- attestazione ISEE in corso di validita",
    "- documento di identita di tutti i componenti della famiglia",
];

/// The page.
pub(super) fn pdf() -> Vec<u8> {
    let mut text = String::from("BT /F1 14 Tf 60 770 Td 26 TL\n");
    for line in LINES {
        text.push_str(&format!("({line}) Tj T*\n"));
    }
    text.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (place, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", place + 1));
    }
    let start = file.len();
    file.push_str(&table);
    file.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1));
    file.into_bytes()
}
