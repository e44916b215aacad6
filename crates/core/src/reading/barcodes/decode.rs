//! From bars and squares to a codice fiscale, by the decoders of `rxing`.

use crate::{
    citizens::codice_fiscale,
    reading::{
        grey::Grey,
        types::{Barcode, Symbology},
    },
};
use jiff::civil::Date;
use rxing::{
    BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader,
    common::{BitArray, HybridBinarizer},
    oned::{Code39Reader, Code93Reader, Code128Reader, OneDReader},
    qrcode::QRCodeReader,
};

/// What bars hold, read in both directions; `profile` is true where it is black. Only the symbologies that have
/// letters are tried: no other can hold a codice fiscale.
pub fn bars(profile: &[bool], today: Date) -> Option<Barcode> {
    let mut row = BitArray::with_size(profile.len());
    for (place, _) in profile.iter().enumerate().filter(|(_, black)| **black) {
        row.set(place);
    }
    let hints = DecodeHints::default();
    for _ in 0..2 {
        let read = Code39Reader::new().decode_row(0, &row, &hints);
        let read = read.or_else(|_| Code128Reader.decode_row(0, &row, &hints));
        let read = read.or_else(|_| Code93Reader::new().decode_row(0, &row, &hints));
        if let Some(barcode) = read.ok().and_then(|read| trusted(read.getBarcodeFormat(), read.getText(), today)) {
            return Some(barcode);
        }
        row.reverse();
    }
    None
}

/// What a QR code holds, upright or turned.
pub fn square(square: Grey, today: Date) -> Option<Barcode> {
    let source = Luma8LuminanceSource::new(square.pixels, square.width, square.height).ok()?;
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let read = QRCodeReader.decode_with_hints(&mut bitmap, &DecodeHints::default()).ok()?;
    trusted(read.getBarcodeFormat(), read.getText(), today)
}

fn trusted(format: &BarcodeFormat, text: &str, today: Date) -> Option<Barcode> {
    let symbology = match format {
        BarcodeFormat::CODE_39 => Symbology::Code39,
        BarcodeFormat::CODE_93 => Symbology::Code93,
        BarcodeFormat::CODE_128 => Symbology::Code128,
        BarcodeFormat::QR_CODE => Symbology::Qr,
        _ => return None,
    };
    // The provisional code has eleven digits and one check digit, as has every partita IVA: one in ten rows of
    // digits would pass.
    let code = codice_fiscale::decode(text, today).ok().filter(|code| !code.provisional)?;
    Some(Barcode { symbology, codice_fiscale: code.code })
}
