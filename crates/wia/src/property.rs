//! Properties by their numbers.

use crate::{Code, Result};
use windows::{
    Win32::{
        Devices::ImageAcquisition::IWiaPropertyStorage,
        System::Com::StructuredStorage::{
            InitPropVariantFromCLSID, PROPSPEC, PROPSPEC_0, PROPVARIANT, PRSPEC_PROPID, PropVariantGetElementCount,
            PropVariantGetInt32Elem,
        },
    },
    core::{BSTR, GUID},
};

/// What is written by a program, not by the driver, begins here.
const FIRST_NAME: u32 = 2;

/// What a property may be, in the system's own form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// `WIA_PROP_RANGE` and others.
    pub flags: u32,
    /// The elements that the flags explain.
    pub elements: Vec<i32>,
}

fn spec(property: u32) -> PROPSPEC {
    PROPSPEC { ulKind: PRSPEC_PROPID, Anonymous: PROPSPEC_0 { propid: property } }
}

fn read(storage: &IWiaPropertyStorage, property: u32) -> Result<PROPVARIANT> {
    let mut value = PROPVARIANT::default();
    // SAFETY: one specification and room for one value, which frees itself.
    unsafe { storage.ReadMultiple(1, &spec(property), &raw mut value) }?;
    Ok(value)
}

/// A number; nothing where the property is not there or is none.
pub(crate) fn number(storage: &IWiaPropertyStorage, property: u32) -> Result<Option<i32>> {
    Ok(i32::try_from(&read(storage, property)?).ok())
}

/// A text; nothing where the property is not there or is none.
pub(crate) fn text(storage: &IWiaPropertyStorage, property: u32) -> Result<Option<String>> {
    let text = BSTR::try_from(&read(storage, property)?).ok();
    Ok(text.map(|text| text.to_string()).filter(|text| !text.is_empty()))
}

/// What a number may be.
pub(crate) fn allowed(storage: &IWiaPropertyStorage, property: u32) -> Result<Allowed> {
    let (mut flags, mut value) = (0, PROPVARIANT::default());
    // SAFETY: one specification and room for one answer of each kind.
    unsafe { storage.GetPropertyAttributes(1, &spec(property), &raw mut flags, &raw mut value) }?;
    // SAFETY: the value was initialised by the call above.
    let count = unsafe { PropVariantGetElementCount(&raw const value) };
    let mut elements = Vec::new();
    for index in 0..count.min(1000) {
        // SAFETY: the index is below the count.
        elements.push(unsafe { PropVariantGetInt32Elem(&raw const value, index) }?);
    }
    Ok(Allowed { flags, elements })
}

/// Sets a number.
pub(crate) fn set(storage: &IWiaPropertyStorage, property: u32, value: i32) -> Result<()> {
    write(storage, property, &PROPVARIANT::from(value))
}

/// Sets a GUID.
pub(crate) fn set_guid(storage: &IWiaPropertyStorage, property: u32, value: u128) -> Result<()> {
    // SAFETY: the GUID lives until the call has copied it.
    let value = unsafe { InitPropVariantFromCLSID(&GUID::from_u128(value)) }?;
    write(storage, property, &value)
}

fn write(storage: &IWiaPropertyStorage, property: u32, value: &PROPVARIANT) -> Result<()> {
    // SAFETY: one specification and one value, which outlive the call.
    unsafe { storage.WriteMultiple(1, &spec(property), value, FIRST_NAME) }.map_err(Code::from)
}
