//! What the supervisor sees: the day, the week and the month of all desks of the comune, from this desk's own copy.
//!
//! It all works with the cable out; how old the copy is says [`crate::sync::status`]. What only Centrale knows, what other comuni take of a shared
//! calendar and which hours are reserved to the other desks, is not guessed.

mod counts;
mod days;
mod months;
mod opened;
mod types;
mod weeks;

pub use days::day;
pub use months::month;
pub use opened::remember as remember_open;
pub use types::*;
pub use weeks::week;
