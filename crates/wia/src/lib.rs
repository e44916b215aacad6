//! Windows Image Acquisition 2.0 behind a safe surface: devices, items, properties by number, and pages as bytes. Beside
//! it Windows' own text recognition, since it comes from the same bindings.
//!
//! Nothing is decided here; what the numbers mean is in `sportello-core`. Empty on other systems.
#![cfg(windows)]

pub mod ocr;
mod property;
mod transfer;

use std::marker::PhantomData;
use windows::{
    Win32::{
        Devices::ImageAcquisition::{
            IEnumWIA_DEV_INFO, IWiaDevMgr2, IWiaItem2, IWiaPropertyStorage, WIA_DEVINFO_ENUM_LOCAL, WIA_DIP_DEV_ID,
            WIA_DIP_DEV_NAME, WIA_DIP_DEV_TYPE, WiaDevMgr2,
        },
        System::Com::{CLSCTX_LOCAL_SERVER, COINIT_MULTITHREADED, CoCreateInstance, CoInitializeEx, CoUninitialize},
    },
    core::{BSTR, Interface},
};

pub use property::Allowed;

/// The `HRESULT` of a call that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code(pub u32);

impl From<windows::core::Error> for Code {
    #[allow(clippy::cast_sign_loss, reason = "an HRESULT is a pattern of bits")]
    fn from(error: windows::core::Error) -> Self {
        Self(error.code().0 as u32)
    }
}

/// A result with the system's own code.
pub type Result<T> = std::result::Result<T, Code>;

/// `StiDeviceTypeScanner`, in the upper half of the device's type.
const SCANNER: i32 = 1;

/// COM, as long as this value lives, on this thread.
pub struct Session {
    manager: Option<IWiaDevMgr2>,
    /// COM belongs to the thread that called it up.
    _here: PhantomData<*const ()>,
}

impl Session {
    /// Calls up COM and WIA's service.
    ///
    /// # Errors
    /// The system's code, where there is no such service, say.
    pub fn open() -> Result<Self> {
        // SAFETY: the matching CoUninitialize is in Drop, on the same thread since the type is not Send.
        unsafe { CoInitializeEx(None, COINIT_MULTITHREADED) }.ok()?;
        let mut session = Self { manager: None, _here: PhantomData };
        // SAFETY: COM is up on this thread; the class and the interface belong together.
        session.manager = Some(unsafe { CoCreateInstance(&WiaDevMgr2, None, CLSCTX_LOCAL_SERVER) }?);
        Ok(session)
    }

    /// Ids and names of the scanners that are installed.
    ///
    /// # Errors
    /// The system's code.
    pub fn scanners(&self) -> Result<Vec<(String, String)>> {
        let Some(manager) = &self.manager else { return Ok(Vec::new()) };
        #[allow(clippy::cast_possible_wrap, reason = "a small flag")]
        // SAFETY: a plain call on a live interface.
        let list: IEnumWIA_DEV_INFO = unsafe { manager.EnumDeviceInfo(WIA_DEVINFO_ENUM_LOCAL as i32) }?;
        let mut scanners = Vec::new();
        loop {
            let (mut next, mut fetched): (Option<IWiaPropertyStorage>, u32) = (None, 0);
            // SAFETY: room for the one element that is asked for.
            let told = unsafe { list.Next(1, &raw mut next, &raw mut fetched) };
            let Some(storage) = next.filter(|_| told.is_ok() && fetched == 1) else { return Ok(scanners) };
            if property::number(&storage, WIA_DIP_DEV_TYPE)?.is_some_and(|kind| kind >> 16 == SCANNER) {
                let text = |id| property::text(&storage, id);
                if let (Some(id), Some(name)) = (text(WIA_DIP_DEV_ID)?, text(WIA_DIP_DEV_NAME)?) {
                    scanners.push((id, name));
                }
            }
        }
    }

    /// The scanner of this id.
    ///
    /// # Errors
    /// The system's code, where it is not there, say.
    pub fn scanner(&self, id: &str) -> Result<Item<'_>> {
        let Some(manager) = &self.manager else { return Err(Code(0)) };
        // SAFETY: a plain call on a live interface.
        let item = unsafe { manager.CreateDevice(0, &BSTR::from(id)) }?;
        Item::new(item)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.manager = None;
        // SAFETY: CoInitializeEx succeeded on this thread; items borrow the session, so that none outlives it.
        unsafe { CoUninitialize() };
    }
}

/// A scanner, or one of its feeds.
pub struct Item<'a> {
    item: IWiaItem2,
    storage: IWiaPropertyStorage,
    _session: PhantomData<&'a Session>,
}

impl Item<'_> {
    fn new(item: IWiaItem2) -> Result<Self> {
        let storage = item.cast()?;
        Ok(Self { item, storage, _session: PhantomData })
    }

    /// The items under this one.
    ///
    /// # Errors
    /// The system's code.
    pub fn children(&self) -> Result<Vec<Self>> {
        // SAFETY: a plain call on a live interface; no category means all.
        let list = unsafe { self.item.EnumChildItems(None) }?;
        let mut children = Vec::new();
        loop {
            let (mut next, mut fetched): (Option<IWiaItem2>, u32) = (None, 0);
            // SAFETY: room for the one element that is asked for.
            let told = unsafe { list.Next(1, &raw mut next, &raw mut fetched) };
            let Some(item) = next.filter(|_| told.is_ok() && fetched == 1) else { return Ok(children) };
            children.push(Self::new(item)?);
        }
    }

    /// The category's GUID.
    ///
    /// # Errors
    /// The system's code.
    pub fn category(&self) -> Result<u128> {
        // SAFETY: a plain call on a live interface.
        Ok(unsafe { self.item.GetItemCategory() }?.to_u128())
    }

    /// A number among the properties; nothing where there is none.
    ///
    /// # Errors
    /// The system's code.
    pub fn number(&self, property: u32) -> Result<Option<i32>> {
        property::number(&self.storage, property)
    }

    /// What a number may be.
    ///
    /// # Errors
    /// The system's code.
    pub fn allowed(&self, property: u32) -> Result<Allowed> {
        property::allowed(&self.storage, property)
    }

    /// Sets a number.
    ///
    /// # Errors
    /// The system's code.
    pub fn set(&self, property: u32, value: i32) -> Result<()> {
        property::set(&self.storage, property, value)
    }

    /// Sets a GUID.
    ///
    /// # Errors
    /// The system's code.
    pub fn set_guid(&self, property: u32, value: u128) -> Result<()> {
        property::set_guid(&self.storage, property, value)
    }

    /// Scans: `page` gets each page as it is whole and says whether to go on; `going` is asked in between.
    ///
    /// # Errors
    /// The system's code; the pages before it are whole.
    pub fn scan(
        &self,
        page: impl FnMut(Vec<u8>) -> bool + Send + 'static,
        going: impl Fn(u64) -> bool + Send + Sync + 'static,
    ) -> Result<()> {
        transfer::run(&self.item, Box::new(page), Box::new(going))
    }
}
