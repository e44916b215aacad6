//! x
use crate::Result; use uuid::Uuid; use std::path::PathBuf;
pub struct Vault; pub struct Key;
impl Vault { pub fn new(_: PathBuf)->Result<Self>{Ok(Self)} pub fn seal(&self,_:Uuid,_:&[u8])->Result<Key>{Ok(Key)} pub fn open(&self,_:Uuid,_:&Key)->Result<Vec<u8>>{Ok(vec![])} }
impl rusqlite::ToSql for Key { fn to_sql(&self)->rusqlite::Result<rusqlite::types::ToSqlOutput<'_>>{ Ok(vec![0u8].into()) } }
impl rusqlite::types::FromSql for Key { fn column_result(_:rusqlite::types::ValueRef<'_>)->rusqlite::types::FromSqlResult<Self>{Ok(Key)} }
