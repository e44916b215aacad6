mod types;
pub use types::*;
use crate::{App,Result,Error};
#[derive(Default)] pub struct Watch; impl Watch{pub fn folder_changed(&self){}}
pub async fn run(_:std::sync::Arc<App>){}
pub async fn status(_:&App,_:())->Result<ScanningStatus>{Err(Error::NotFound)}
pub async fn aim(_:&App,_:Aim)->Result<ScanningStatus>{Err(Error::NotFound)}
pub async fn attach(_:&App,_:AttachScan)->Result<ScanningStatus>{Err(Error::NotFound)}
pub async fn discard(_:&App,_:DiscardScan)->Result<ScanningStatus>{Err(Error::NotFound)}
