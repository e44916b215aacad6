//! A transfer: Windows writes each page into a stream of ours and tells how far it is.

use crate::Result;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use windows::{
    Win32::{
        Devices::ImageAcquisition::{
            IWiaItem2, IWiaTransfer, IWiaTransferCallback, IWiaTransferCallback_Impl, WIA_TRANSFER_MSG_END_OF_STREAM,
            WIA_TRANSFER_MSG_STATUS, WiaTransferParams,
        },
        Foundation::{E_OUTOFMEMORY, S_FALSE},
        System::Com::{IStream, STREAM_SEEK_SET},
        UI::Shell::SHCreateMemStream,
    },
    core::{BSTR, Error, Interface, implement},
};

type Page = Box<dyn FnMut(Vec<u8>) -> bool + Send>;
type Going = Box<dyn Fn(u64) -> bool + Send + Sync>;

/// Calls may come on any thread of the apartment: hence the locks.
#[implement(IWiaTransferCallback)]
struct Receiver {
    stream: Mutex<Option<IStream>>,
    page: Mutex<Page>,
    going: Going,
    stopped: AtomicBool,
}

/// Runs a transfer to its end.
pub(crate) fn run(item: &IWiaItem2, page: Page, going: Going) -> Result<()> {
    let transfer: IWiaTransfer = item.cast()?;
    let receiver =
        Receiver { stream: Mutex::new(None), page: Mutex::new(page), going, stopped: AtomicBool::new(false) };
    let callback: IWiaTransferCallback = receiver.into();
    // SAFETY: the callback lives until the call returns, and may be called on any thread.
    unsafe { transfer.Download(0, &callback) }?;
    Ok(())
}

impl Receiver_Impl {
    /// Hands the finished page over, if there is one.
    fn finish(&self) -> windows::core::Result<()> {
        let Some(stream) = lock(&self.stream).take() else { return Ok(()) };
        let bytes = content(&stream)?;
        if !bytes.is_empty() && !goes_on(|| (lock(&self.page))(bytes)) {
            self.stopped.store(true, Ordering::SeqCst);
        }
        Ok(())
    }

    /// `S_FALSE` is how a callback stops the transfer.
    fn answer(&self) -> windows::core::Result<()> {
        if self.stopped.load(Ordering::SeqCst) { Err(Error::from_hresult(S_FALSE)) } else { Ok(()) }
    }
}

impl IWiaTransferCallback_Impl for Receiver_Impl {
    #[allow(clippy::cast_possible_wrap, reason = "small numbers of messages")]
    fn TransferCallback(&self, _flags: i32, parameters: *const WiaTransferParams) -> windows::core::Result<()> {
        // SAFETY: WIA passes a pointer that is good during the call, or none.
        let Some(parameters) = (unsafe { parameters.as_ref() }) else { return Ok(()) };
        if parameters.lMessage == WIA_TRANSFER_MSG_END_OF_STREAM as i32 {
            self.finish()?;
        } else if parameters.lMessage == WIA_TRANSFER_MSG_STATUS as i32
            && !goes_on(|| (self.going)(parameters.ulTransferredBytes))
        {
            self.stopped.store(true, Ordering::SeqCst);
        }
        self.answer()
    }

    fn GetNextStream(&self, _flags: i32, _name: &BSTR, _full: &BSTR) -> windows::core::Result<IStream> {
        self.finish()?;
        self.answer()?;
        // SAFETY: an empty stream in memory.
        let stream = unsafe { SHCreateMemStream(None) }.ok_or_else(|| Error::from_hresult(E_OUTOFMEMORY))?;
        *lock(&self.stream) = Some(stream.clone());
        Ok(stream)
    }
}

/// Whether to go on. A panic may not unwind into COM, which called us: it stops the transfer.
fn goes_on(ask: impl FnOnce() -> bool) -> bool {
    catch_unwind(AssertUnwindSafe(ask)).unwrap_or(false)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn content(stream: &IStream) -> windows::core::Result<Vec<u8>> {
    // SAFETY: a plain call on a live stream.
    unsafe { stream.Seek(0, STREAM_SEEK_SET, None) }?;
    let mut bytes = Vec::new();
    let mut piece = vec![0_u8; 1 << 16];
    loop {
        let mut read = 0_u32;
        let room = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        // SAFETY: the piece has the room that is named.
        unsafe { stream.Read(piece.as_mut_ptr().cast(), room, Some(&raw mut read)) }.ok()?;
        if read == 0 {
            return Ok(bytes);
        }
        bytes.extend_from_slice(&piece[..read as usize]);
    }
}
