//! What WIA's numbers mean. Compiled and tested everywhere, since the rest can run on Windows only.
//!
//! Source: Windows SDK, `wiadef.h`; "WIA Properties" and "WIA Error Codes" of Microsoft's documentation.

use crate::scanning::devices::{Activity, ColourMode, DeviceFault, DeviceState, Feed, Paper};

/// `WIA_IPA_DATATYPE`
pub const DATA_TYPE: u32 = 4103;
/// `WIA_IPA_FORMAT`
pub const FORMAT: u32 = 4106;
/// `WIA_IPS_PAGES`
pub const PAGES: u32 = 3096;
/// `WIA_IPS_XRES`
pub const X_RESOLUTION: u32 = 6147;
/// `WIA_IPS_YRES`
pub const Y_RESOLUTION: u32 = 6148;
/// `WIA_IPS_XPOS`
pub const X_POSITION: u32 = 6149;
/// `WIA_IPS_YPOS`
pub const Y_POSITION: u32 = 6150;
/// `WIA_IPS_XEXTENT`
pub const X_EXTENT: u32 = 6151;
/// `WIA_IPS_YEXTENT`
pub const Y_EXTENT: u32 = 6152;
/// `WIA_IPS_MAX_HORIZONTAL_SIZE`, 1/1000 inch
pub const MAX_WIDTH: u32 = 6165;
/// `WIA_IPS_MAX_VERTICAL_SIZE`, 1/1000 inch
pub const MAX_HEIGHT: u32 = 6166;
/// `WIA_IPS_DOCUMENT_HANDLING_SELECT`
pub const HANDLING: u32 = 3088;
/// `WIA_DPS_DOCUMENT_HANDLING_CAPABILITIES`
pub const HANDLING_CAPABILITIES: u32 = 3086;
/// `WIA_DPS_DOCUMENT_HANDLING_STATUS`
pub const HANDLING_STATUS: u32 = 3087;

/// `WIA_CATEGORY_FLATBED`
pub const FLATBED: u128 = 0xfb607b1f_43f3_488b_855b_fb703ec342a6;
/// `WIA_CATEGORY_FEEDER`
pub const FEEDER: u128 = 0xfe131934_f84c_42ad_8da4_6129cddd7288;
/// `WiaImgFmt_JPEG`
pub const JPEG: u128 = 0xb96b3cae_0728_11d3_9d7b_0000f81ef32e;
/// `WiaImgFmt_PNG`
pub const PNG: u128 = 0xb96b3caf_0728_11d3_9d7b_0000f81ef32e;
/// `WiaImgFmt_BMP`, which every driver has
pub const BMP: u128 = 0xb96b3cab_0728_11d3_9d7b_0000f81ef32e;

/// `DUP` of the capabilities.
const CAN_DUPLEX: i32 = 0x4;
/// `FEED_READY` of the status.
const FEED_READY: i32 = 0x1;
/// `PAPER_JAM` of the status.
const STATUS_JAM: i32 = 0x20;
/// `FRONT_ONLY` of the choice.
const FRONT_ONLY: i32 = 0x20;
/// `DUPLEX` of the choice, the front first.
const DUPLEX: i32 = 0x4;
/// `WIA_PROP_RANGE`
const RANGE: u32 = 0x10;
/// `WIA_PROP_LIST`
const LIST: u32 = 0x20;
/// `ALL_PAGES`
const ALL_PAGES: i32 = 0;

/// The feeds of an item of this category.
#[must_use]
pub fn feeds(category: u128, handling_capabilities: Option<i32>) -> Vec<Feed> {
    match category {
        FLATBED => vec![Feed::Flatbed],
        FEEDER if handling_capabilities.is_some_and(|flags| flags & CAN_DUPLEX != 0) => {
            vec![Feed::Feeder, Feed::Duplex]
        }
        FEEDER => vec![Feed::Feeder],
        _ => Vec::new(),
    }
}

/// The properties that choose a feed: how the paper goes, and how many pages.
#[must_use]
pub fn handling(feed: Feed) -> Vec<(u32, i32)> {
    match feed {
        Feed::Flatbed => Vec::new(),
        Feed::Feeder => vec![(HANDLING, FRONT_ONLY), (PAGES, ALL_PAGES)],
        Feed::Duplex => vec![(HANDLING, DUPLEX), (PAGES, ALL_PAGES)],
    }
}

/// `WIA_IPA_DATATYPE` for a colour mode.
#[must_use]
pub fn data_type(colour: ColourMode) -> i32 {
    match colour {
        ColourMode::Bilevel => 0,
        ColourMode::Grey => 2,
        ColourMode::Colour => 3,
    }
}

/// The colour modes among the values of `WIA_IPA_DATATYPE`.
#[must_use]
pub fn colours(data_types: &[i32]) -> Vec<ColourMode> {
    let modes = [ColourMode::Bilevel, ColourMode::Grey, ColourMode::Colour];
    modes.into_iter().filter(|mode| data_types.contains(&data_type(*mode))).collect()
}

/// What a property may be, spelt out: a list as it is, of a range those of `usual` that lie in it.
#[must_use]
pub fn values(flags: u32, elements: &[i32], usual: &[i32]) -> Vec<i32> {
    if flags & RANGE != 0 {
        // Least, usual, most, step.
        let &[least, _, most, step] = elements else { return Vec::new() };
        let holds = |value: &&i32| **value >= least && **value <= most && (**value - least) % step.max(1) == 0;
        usual.iter().filter(holds).copied().collect()
    } else if flags & LIST != 0 {
        // How many, the usual one, then they.
        elements.iter().skip(2).copied().collect()
    } else {
        Vec::new()
    }
}

/// The extents in pixels of a paper at a resolution, within the largest area (1/1000 inch; 0 if it is not told).
#[must_use]
pub fn extents(paper: Paper, dpi: u32, (max_width, max_height): (u32, u32)) -> Option<(i32, i32)> {
    let pixels = |units: u32, per_inch: u32| u64::from(units) * u64::from(dpi) / u64::from(per_inch);
    let most = |max: u32| if max == 0 { u64::MAX } else { pixels(max, 1000) };
    let (width, height) = match paper.size() {
        Some((width, height)) => (pixels(width, 300).min(most(max_width)), pixels(height, 300).min(most(max_height))),
        None if max_width == 0 || max_height == 0 => return None,
        None => (most(max_width), most(max_height)),
    };
    Some((i32::try_from(width).ok()?, i32::try_from(height).ok()?))
}

/// The state by `WIA_DPS_DOCUMENT_HANDLING_STATUS`.
#[must_use]
pub fn state(handling_status: Option<i32>) -> DeviceState {
    let jammed = handling_status.is_some_and(|flags| flags & STATUS_JAM != 0);
    DeviceState {
        activity: if jammed { Activity::Stopped } else { Activity::Idle },
        feeder_loaded: handling_status.map(|flags| flags & FEED_READY != 0),
    }
}

/// What an `HRESULT` means to the clerk.
#[must_use]
pub fn fault(code: u32) -> DeviceFault {
    match code {
        0x8021_0002 => DeviceFault::Jam,
        0x8021_0003 => DeviceFault::FeederEmpty,
        0x8021_0004 | 0x8021_0008 | 0x8021_0011 => DeviceFault::NeedsAttention,
        // WIA_ERROR_OFFLINE, _DEVICE_COMMUNICATION, _ITEM_DELETED, WIA_S_NO_DEVICE_AVAILABLE
        0x8021_0005 | 0x8021_000a | 0x8021_0009 | 0x8021_0015 => DeviceFault::Unreachable,
        0x8021_0006 | 0x8021_000d | 0x8021_0013 => DeviceFault::Busy,
        0x8021_0007 => DeviceFault::Warming,
        // WIA_ERROR_INVALID_COMMAND, _INCORRECT_HARDWARE_SETTING, E_INVALIDARG
        0x8021_000b | 0x8021_000c | 0x8007_0057 => DeviceFault::Refused,
        0x8021_0010 => DeviceFault::CoverOpen,
        0x8021_0014 => DeviceFault::DoubleFeed,
        // E_ACCESSDENIED
        0x8007_0005 => DeviceFault::NotAllowed,
        // REGDB_E_CLASSNOTREG, ERROR_SERVICE_DISABLED
        0x8004_0154 | 0x8007_0422 => DeviceFault::NoProgram,
        // S_FALSE, ERROR_CANCELLED, E_ABORT
        0x0000_0001 | 0x8007_04c7 | 0x8000_4004 => DeviceFault::Cancelled,
        _ => DeviceFault::Aborted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faults_that_a_clerk_can_mend_are_told_apart() {
        for (code, expected) in [
            (0x8021_0002, DeviceFault::Jam),
            (0x8021_0003, DeviceFault::FeederEmpty),
            (0x8021_0005, DeviceFault::Unreachable),
            (0x8021_0006, DeviceFault::Busy),
            (0x8021_0007, DeviceFault::Warming),
            (0x8021_0010, DeviceFault::CoverOpen),
            (0x8021_0014, DeviceFault::DoubleFeed),
            (0x8004_0154, DeviceFault::NoProgram),
            (0x8021_0001, DeviceFault::Aborted),
            (0xffff_ffff, DeviceFault::Aborted),
        ] {
            assert_eq!(fault(code), expected, "{code:#x}");
        }
    }

    #[test]
    fn lists_and_ranges_are_spelt_out() {
        assert_eq!(values(LIST | 3, &[3, 300, 150, 300, 600], &[]), [150, 300, 600]);
        assert_eq!(values(RANGE | 3, &[50, 300, 600, 50], &[75, 100, 200, 300, 1200]), [100, 200, 300]);
        assert_eq!(values(RANGE, &[50, 300], &[100]), [0; 0], "a broken one");
        assert_eq!(values(0, &[1], &[100]), [0; 0], "neither");
        assert_eq!(colours(&[0, 3]), [ColourMode::Bilevel, ColourMode::Colour]);
    }

    #[test]
    fn feeds_come_from_categories_and_both_sides_from_a_flag() {
        assert_eq!(feeds(FLATBED, Some(7)), [Feed::Flatbed]);
        assert_eq!(feeds(FEEDER, Some(1)), [Feed::Feeder]);
        assert_eq!(feeds(FEEDER, Some(5)), [Feed::Feeder, Feed::Duplex]);
        assert_eq!(feeds(0, None), []);
        assert_eq!(state(Some(1)).feeder_loaded, Some(true));
        assert_eq!(state(Some(0x20)).activity, Activity::Stopped);
        assert_eq!(state(None).feeder_loaded, None);
        assert_eq!(handling(Feed::Duplex), [(3088, 4), (3096, 0)]);
    }

    #[test]
    fn paper_is_counted_in_pixels_within_the_glass() {
        assert_eq!(extents(Paper::A4, 300, (8500, 11_700)), Some((2480, 3507)));
        assert_eq!(extents(Paper::A4, 150, (0, 0)), Some((1240, 1753)));
        assert_eq!(extents(Paper::A3, 300, (8500, 11_700)), Some((2550, 3510)));
        assert_eq!(extents(Paper::Whole, 200, (8500, 11_700)), Some((1700, 2340)));
        assert_eq!(extents(Paper::Whole, 200, (0, 0)), None);
        assert_eq!(extents(Paper::A4, u32::MAX, (0, 0)), None, "no such resolution");
    }
}
