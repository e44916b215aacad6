//! Windows' own check by the Antimalware Scan Interface: whatever product is registered answers. Its library is looked for at
//! run time: a system without it must still start the program.

use crate::{Finding, Standing};
use std::{ffi::c_void, sync::OnceLock};
use windows::{
    Win32::{
        Foundation::HMODULE,
        System::{
            Antimalware::{AMSI_RESULT, HAMSICONTEXT, HAMSISESSION},
            LibraryLoader::{GetProcAddress, LOAD_LIBRARY_SEARCH_SYSTEM32, LoadLibraryExW},
        },
    },
    core::{HRESULT, PCSTR, PCWSTR, s, w},
};

/// From here on a result means that the content is to be blocked: by the administrator (`AMSI_RESULT_BLOCKED_BY_ADMIN_START`),
/// from 32768 on because of what is in it.
const BLOCKED: i32 = 16_384;

type Initialize = unsafe extern "system" fn(PCWSTR, *mut HAMSICONTEXT) -> HRESULT;
type ScanBuffer =
    unsafe extern "system" fn(HAMSICONTEXT, *const c_void, u32, PCWSTR, HAMSISESSION, *mut AMSI_RESULT) -> HRESULT;

struct Interface {
    context: HAMSICONTEXT,
    scan: ScanBuffer,
}

// SAFETY: a context may be used from any thread at once; it is never ended, since it lives as long as the program.
unsafe impl Send for Interface {}
// SAFETY: as above.
unsafe impl Sync for Interface {}

static INTERFACE: OnceLock<Option<Interface>> = OnceLock::new();

fn interface() -> Option<&'static Interface> {
    INTERFACE.get_or_init(open).as_ref()
}

fn open() -> Option<Interface> {
    // SAFETY: only the system's folder is searched, and the library stays loaded.
    let library = unsafe { LoadLibraryExW(w!("amsi.dll"), None, LOAD_LIBRARY_SEARCH_SYSTEM32) }.ok()?;
    // SAFETY: the functions have these signatures (amsi.h), and the library stays loaded.
    let initialize: Initialize = unsafe { std::mem::transmute(function(library, s!("AmsiInitialize"))?) };
    // SAFETY: as above.
    let scan: ScanBuffer = unsafe { std::mem::transmute(function(library, s!("AmsiScanBuffer"))?) };
    let mut context = HAMSICONTEXT::default();
    // SAFETY: the name ends with a zero, and the context is written by the call.
    unsafe { initialize(w!("Sportello"), &mut context) }.ok().ok()?;
    Some(Interface { context, scan })
}

fn function(library: HMODULE, name: PCSTR) -> Option<unsafe extern "system" fn() -> isize> {
    // SAFETY: the library is loaded, and the name ends with a zero.
    unsafe { GetProcAddress(library, name) }
}

pub(crate) fn is_there() -> bool {
    interface().is_some()
}

/// The library is there even where no product is: only a look at something harmless shows whether anybody looks.
pub(crate) fn stands() -> Standing {
    match check(b"niente") {
        Finding::Clean => Standing::Answers,
        Finding::Virus => Standing::Silent,
        Finding::NotChecked => Standing::Absent,
    }
}

/// What no product is registered to look into counts as not looked into.
pub(crate) fn check(bytes: &[u8]) -> Finding {
    let (Some(interface), Ok(length)) = (interface(), u32::try_from(bytes.len())) else { return Finding::NotChecked };
    let mut result = AMSI_RESULT(0);
    // SAFETY: the bytes are there for the whole call, the name ends with a zero, and no session is named.
    let answer = unsafe {
        (interface.scan)(
            interface.context,
            bytes.as_ptr().cast(),
            length,
            w!("documento"),
            HAMSISESSION::default(),
            &mut result,
        )
    };
    match answer.is_ok() {
        true if result.0 >= BLOCKED => Finding::Virus,
        true => Finding::Clean,
        false => Finding::NotChecked,
    }
}
