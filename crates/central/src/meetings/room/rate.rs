//! How much one page may say: a call needs some thirty messages to begin and one every three seconds to last.

use std::time::{Duration, Instant};

const SPAN: Duration = Duration::from_secs(10);
/// Messages in that time.
pub const MAX_MESSAGES: u32 = 200;

/// What one line said lately.
pub struct Rate {
    since: Instant,
    count: u32,
}

impl Rate {
    /// Nothing said yet.
    pub fn new() -> Self {
        Self { since: Instant::now(), count: 0 }
    }

    /// Counts a message; false when it is one too many.
    pub fn admit(&mut self) -> bool {
        if self.since.elapsed() >= SPAN {
            *self = Self::new();
        }
        self.count += 1;
        self.count <= MAX_MESSAGES
    }
}
