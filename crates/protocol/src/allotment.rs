//! The slots that belong to a desk, so that what it sells without a line is final: `POST /allotment`.
//!
//! An allotted slot belongs to its desk until the desk sells it, gives it back, or its start passes; never until a
//! clock says so. At every contact both sides say the full set they believe in, and Centrale renews the desk's
//! incarnation: a desk that answers with an older one exists twice, or was put back from an image.
//!
//! Where the sets differ Centrale's is the one that holds from its answer on. What Centrale has more the desk is given
//! again. What a desk in good standing has more, neither past, withdrawn nor frozen, it may have promised already or
//! promise before it hears the answer: Centrale freezes what belongs to nobody, leaves another desk's with that desk, and
//! a written act names the frozen hours and the bookings of that comune that stand on others. A database that was put
//! back knows that its set is an old one, and a lost desk's hours may have been given free by an act: neither is compared.

use crate::slots::Slot;
use uuid::Uuid;

wire! {
    /// What a desk says of itself at a contact.
    #[derive(Debug)]
    pub struct Contact {
        /// UUIDv7 of this contact, kept outside the desk's database until it is answered: sent again it is the same
        /// contact, and gets the same incarnation.
        pub attempt: Uuid,
        /// The incarnation that Centrale gave last, from the mark outside the database; absent at the first contact.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub incarnation: Option<Uuid>,
        /// What the desk knows of its own database.
        pub condition: Condition,
        /// The number of the last promise, from the mark outside the database.
        pub promised: i64,
        /// What Centrale said, in refusing a contact, was the last promise that had arrived. A desk that knows of a
        /// later promise than its own last one was put back whole from an image.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub told: Option<i64>,
        /// Numbers of promises that Centrale has not carried out: they wait, or were refused and are for a person to
        /// decide, or were given up by one.
        pub pending: Vec<i64>,
        /// The slots that the desk believes to own, unsold, less those that it gives back.
        pub owned: Vec<Uuid>,
        /// The slots that wait in the outbox to be asked for as common ones: not to be given to the desk as its own. One
        /// that it was given meanwhile without hearing of it is taken back.
        pub requested: Vec<Uuid>,
        /// The slots that it gives back with this contact.
        pub released: Vec<Uuid>,
    }

    /// How a desk found its database at start.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Condition {
        /// As the mark outside it says.
        Whole,
        /// Behind the mark: put back from an older copy. It takes requests only.
        RolledBack,
        /// Without a mark, or with that of another machine: a copy. It takes requests only, until it is enrolled.
        Copied,
    }

    /// Centrale's answer.
    #[derive(Debug)]
    pub struct Allotment {
        /// How the desk stands.
        pub standing: Standing,
        /// The new incarnation; absent where the desk may confirm nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub incarnation: Option<Uuid>,
        /// All slots that belong to the desk and that no appointment known to Centrale has.
        pub owned: Vec<Slot>,
        /// Those of them that Centrale asks back, if they are still unsold.
        pub wanted_back: Vec<Uuid>,
        /// The next `desk_seq` that Centrale expects.
        pub expected_seq: i64,
        /// The last appointment number with the desk's label that Centrale knows, 42 of `S1-0042`; 0: none. The desk
        /// counts on from there if it was behind.
        #[serde(default)]
        pub last_number: i64,
    }

    /// How a desk stands.
    #[derive(Debug, Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Standing {
        /// It may confirm on what it owns.
        Good,
        /// It exists twice, or lost its mark: requests only, until it is enrolled anew.
        Quarantined,
    }
}
