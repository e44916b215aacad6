//! The dice of a run: the same seed throws the same.

pub struct Chance(fastrand::Rng);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// True `times` in a thousand.
    pub fn per_mille(&mut self, times: u32) -> bool {
        self.0.u32(0..1000) < times
    }

    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        self.0.i64(from..=to)
    }

    /// A place in a list of `length`.
    pub fn place(&mut self, length: usize) -> usize {
        self.0.usize(0..length)
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        if list.is_empty() { None } else { list.get(self.place(list.len())) }
    }

    pub fn dice(&mut self) -> f64 {
        self.0.f64()
    }

    /// Where the dice stand.
    pub fn peek(&self) -> u64 {
        self.0.get_seed()
    }

    pub fn id(&mut self) -> uuid::Uuid {
        uuid::Builder::from_random_bytes(self.0.u128(..).to_be_bytes()).into_uuid()
    }
}
