pub struct Bytes; pub fn bytes(_:&crate::App,_:&str)->crate::Result<Bytes>{Ok(Bytes)}
