//! The document as other programs read it.
