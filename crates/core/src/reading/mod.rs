//! What a page says of itself: the codice fiscale in its barcode, the machine readable zone of a card or passport, and
//! from these and from its words the type of document it is likely to be.
//!
//! Everything here proposes and nothing decides: the clerk confirms, and what does not agree with the citizen is a
//! warning. Nothing is learned, nothing is kept, nothing leaves the desk.

mod barcodes;
mod difference;
mod grey;
mod proposal;
mod types;
mod words;
mod zone;

pub use barcodes::barcodes;
pub use difference::differs;
pub use grey::Grey;
pub use proposal::propose;
pub use types::*;
pub use words::{can_read_words, words};
pub use zone::mrz;

use jiff::civil::Date;
use sportello_protocol::catalogue::DocumentType;
use std::sync::Arc;

/// What a page says without an OCR engine: milliseconds, so it is done for every page as it comes. `types` are those
/// of the catalogue, of which one may be proposed.
pub async fn read(page: Arc<Grey>, types: &[DocumentType], today: Date) -> Read {
    let card = page.is_card();
    let found = tokio::task::spawn_blocking(move || barcodes(&page, today)).await.unwrap_or_default();
    let codice_fiscale = found.first().map(|barcode| barcode.codice_fiscale.clone());
    let mut read = Read { codice_fiscale, barcodes: found, card, ..Read::default() };
    read.proposed_type = propose(&read, None, types);
    read
}

/// The same page with what an OCR engine adds, where there is one: seconds of a processor, so it is done after the
/// page is safe and shown, one page at a time. Where there is none, `read` comes back as it was.
pub async fn read_words(page: Arc<Grey>, read: Read, types: &[DocumentType], today: Date) -> Read {
    let Some(text) = words(&page).await else { return read };
    let mut read = Read { mrz: mrz(&text, today), words: true, ..read };
    read.proposed_type = propose(&read, Some(&text), types).or(read.proposed_type);
    read
}
