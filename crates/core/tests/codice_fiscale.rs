//! The codice fiscale beside what others make of it: the letters and variants of the PyPI package
//! `python-codicefiscale`, and the places of the npm package `@marketto/codice-fiscale-utils`.

#[path = "codice_fiscale/letters.rs"]
mod letters;
#[path = "codice_fiscale/persons.rs"]
mod persons;
#[path = "codice_fiscale/places.rs"]
mod places;
#[path = "codice_fiscale/recorded.rs"]
mod recorded;
