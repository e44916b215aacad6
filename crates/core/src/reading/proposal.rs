//! The type of document that a page is likely to be, by rules that stand here: learned from nothing.

use super::types::{MrzFormat, Read, Symbology};
use crate::citizens::codice_fiscale::plain;
use sportello_protocol::catalogue::DocumentType;

/// A document type by the phrases that are printed on it, all of one line's in any order. The first that fits counts,
/// so what names others (the ISEE names incomes and accounts) stands before them.
const PHRASES: [(&str, &[&str]); 22] = [
    ("form_aa08", &["MODULO AA08"]),
    ("form_aa09", &["MODULO AA09"]),
    ("form_aa10", &["MODULO AA10"]),
    ("isee", &["ATTESTAZIONE ISEE"]),
    ("isee", &["INDICATORE DELLA SITUAZIONE ECONOMICA EQUIVALENTE"]),
    ("disability_certificate", &["VERBALE", "INVALIDITA CIVILE"]),
    ("disability_certificate", &["COMMISSIONE MEDICA", "INVALID"]),
    ("medical_certificate", &["CERTIFICATO MEDICO INTRODUTTIVO"]),
    ("tax_return", &["CERTIFICAZIONE UNICA"]),
    ("tax_return", &["MODELLO 730"]),
    ("tax_return", &["REDDITI PERSONE FISICHE"]),
    ("contribution_statement", &["ESTRATTO CONTO", "CONTRIBUTI"]),
    ("dismissal_letter", &["LICENZIAMENTO"]),
    ("rent_contract", &["CONTRATTO DI LOCAZIONE"]),
    ("bank_balances", &["GIACENZA MEDIA"]),
    ("appointment_decree", &["AMMINISTRATORE DI SOSTEGNO", "DECRETO"]),
    ("appointment_decree", &["TRIBUNALE", "NOMINA", "TUTORE"]),
    ("siisl_registration", &["SIISL"]),
    ("family_status", &["STATO DI FAMIGLIA"]),
    ("payslip", &["CEDOLINO"]),
    ("payslip", &["BUSTA PAGA"]),
    ("vehicle_plates", &["CARTA DI CIRCOLAZIONE"]),
];

/// The phrases of cards, for fronts, which have neither barcode nor zone.
const CARDS: [(&str, &[&str]); 4] = [
    ("tax_card", &["TESSERA SANITARIA"]),
    ("identity_card", &["CARTA", "IDENTITA"]),
    ("identity_card", &["PASSAPORTO", "REPUBBLICA ITALIANA"]),
    ("identity_card", &["PATENTE DI GUIDA"]),
];

/// The code of the catalogue's document type that a page is likely to be; nothing where nothing speaks for one, or
/// the catalogue does not have it. `words` is what an OCR engine read, if it did.
pub fn propose(read: &Read, words: Option<&str>, types: &[DocumentType]) -> Option<String> {
    let code = by_zone(read).or_else(|| words.and_then(by_words)).or_else(|| by_barcode(read))?;
    types.iter().find(|known| known.code == code).map(|known| known.code.clone())
}

/// A zone is on identity cards, residence permits and passports: all of them prove who somebody is.
fn by_zone(read: &Read) -> Option<&'static str> {
    let zone = read.mrz.as_ref()?;
    let proves_identity = match zone.format {
        MrzFormat::Td3 => zone.document_code.starts_with('P'),
        MrzFormat::Td1 | MrzFormat::Td2 => zone.document_code.starts_with(['I', 'C', 'A']),
    };
    proves_identity.then_some("identity_card")
}

/// The codice fiscale in Code 39 is on the back of the tessera sanitaria and on the certificate of the code. It is
/// also on the back of the identity card, which its zone tells apart, where an OCR engine reads it.
fn by_barcode(read: &Read) -> Option<&'static str> {
    read.barcodes.iter().any(|barcode| barcode.symbology == Symbology::Code39).then_some("tax_card")
}

fn by_words(text: &str) -> Option<&'static str> {
    let text = folded(text);
    let fits = |(_, phrases): &&(&'static str, &[&str])| phrases.iter().all(|phrase| text.contains(phrase));
    PHRASES.iter().find(fits).or_else(|| CARDS.iter().find(fits)).map(|(code, _)| *code)
}

/// Letters and digits without diacritics, everything else one space: as an engine breaks lines is of no account.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let before = out.len();
        out.extend(plain(c));
        if c.is_ascii_digit() {
            out.push(c);
        } else if out.len() == before && !out.ends_with(' ') && !matches!(c, '\'' | '’' | '`') {
            out.push(' ');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::types::{Barcode, Mrz};
    use super::*;

    fn types() -> Vec<DocumentType> {
        let catalogue = include_str!("../../../central/data/catalogue.json");
        let catalogue: serde_json::Value = serde_json::from_str(catalogue).expect("the delivered catalogue");
        serde_json::from_value(catalogue["document_types"].clone()).expect("its document types")
    }

    fn with_barcode() -> Read {
        let codice_fiscale = "RSSMRA85T10A562S".to_owned();
        Read { barcodes: vec![Barcode { symbology: Symbology::Code39, codice_fiscale }], ..Read::default() }
    }

    fn with_zone(format: MrzFormat, document_code: &str) -> Read {
        let mrz = Mrz {
            format,
            document_code: document_code.into(),
            issuer: "ITA".into(),
            number: "CA00000AA".into(),
            family_name: "PROVA".into(),
            given_name: "ADA".into(),
            birth_date: None,
            sex: None,
            expires: None,
        };
        Read { mrz: Some(mrz), ..with_barcode() }
    }

    #[test]
    fn every_type_that_can_be_proposed_is_in_the_delivered_catalogue() {
        let types = types();
        for (code, _) in PHRASES.iter().chain(&CARDS) {
            assert!(types.iter().any(|known| known.code == *code), "{code}");
        }
    }

    #[test]
    fn a_code_39_is_a_tessera_sanitaria_unless_a_zone_says_more() {
        assert_eq!(propose(&with_barcode(), None, &types()).as_deref(), Some("tax_card"));
        for (format, code) in [(MrzFormat::Td1, "C"), (MrzFormat::Td2, "I"), (MrzFormat::Td3, "P")] {
            assert_eq!(propose(&with_zone(format, code), None, &types()).as_deref(), Some("identity_card"));
        }
        assert_eq!(propose(&Read::default(), None, &types()), None);
        assert_eq!(propose(&Read::default(), Some("Gentile signora, in allegato"), &types()), None);
    }

    #[test]
    fn words_name_a_type_however_they_are_broken() {
        for (text, code) in [
            ("INPS\nAttestazione\nISEE 2026\nil patrimonio e la giacenza media", "isee"),
            ("VERBALE della commissione\nper l'accertamento dell'invalidità civile", "disability_certificate"),
            ("Certificazione\n Unica 2026", "tax_return"),
            ("Repubblica Italiana\nCARTA D'IDENTITÀ", "identity_card"),
            ("CARTA D’IDENTITA'\nIDENTITY CARD", "identity_card"),
            ("Tessera Sanitaria\nRegione", "tax_card"),
            ("Contratto di locazione ad uso abitativo", "rent_contract"),
        ] {
            assert_eq!(propose(&Read::default(), Some(text), &types()).as_deref(), Some(code), "{text}");
        }
        assert_eq!(
            propose(&with_barcode(), Some("Attestazione ISEE"), &types()).as_deref(),
            Some("isee"),
            "a barcode on a letter does not make it a card"
        );
    }

    #[test]
    fn what_the_catalogue_does_not_have_is_not_proposed() {
        assert_eq!(propose(&with_barcode(), None, &[]), None);
    }
}
