//! The colours that the pages mean: sRGB (IEC 61966-2-1) as an ICC profile of version 2, which PDF 1.4 knows too, made
//! here from the standard's numbers.

const CURVE_POINTS: u16 = 1_024;
/// The primaries adapted to D50 (Bradford), as s15Fixed16 numbers times 65,536.
const RED: [i32; 3] = [28_578, 14_580, 912];
const GREEN: [i32; 3] = [25_241, 46_981, 6_362];
const BLUE: [i32; 3] = [9_376, 3_975, 46_797];
const WHITE_D50: [i32; 3] = [63_190, 65_536, 54_061];
const HEADER: usize = 128;
const NAME: &str = "sRGB IEC61966-2.1";

/// The profile.
pub fn srgb() -> Vec<u8> {
    let curve = curve();
    let tags: [(&[u8; 4], Vec<u8>); 6] = [
        (b"desc", description()),
        (b"cprt", [b"text\0\0\0\0".as_slice(), b"No rights reserved\0"].concat()),
        (b"wtpt", xyz(WHITE_D50)),
        (b"rXYZ", xyz(RED)),
        (b"gXYZ", xyz(GREEN)),
        (b"bXYZ", xyz(BLUE)),
    ];
    let count = tags.len() + 3;
    let mut table = Vec::new();
    let mut data = Vec::new();
    let start = HEADER + 4 + 12 * count;
    let mut add = |names: &[&[u8; 4]], element: &[u8]| {
        for name in names {
            table.extend_from_slice(*name);
            table.extend_from_slice(&((start + data.len()) as u32).to_be_bytes());
            table.extend_from_slice(&(element.len() as u32).to_be_bytes());
        }
        data.extend_from_slice(element);
        data.resize(data.len().next_multiple_of(4), 0);
    };
    for (name, element) in &tags {
        add(&[name], element);
    }
    add(&[b"rTRC", b"gTRC", b"bTRC"], &curve);
    let mut profile = header((start + data.len()) as u32);
    profile.extend_from_slice(&(count as u32).to_be_bytes());
    profile.extend(table);
    profile.extend(data);
    profile
}

/// ICC.1:2001-04, 6.1.
fn header(size: u32) -> Vec<u8> {
    let mut header = vec![0; HEADER];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &size.to_be_bytes());
    put(8, &[2, 0x10, 0, 0]);
    put(12, b"mntrRGB XYZ ");
    // A fixed day, so that the same pages give the same bytes.
    for (place, number) in [2_026_u16, 1, 1].into_iter().enumerate() {
        put(24 + place * 2, &number.to_be_bytes());
    }
    put(36, b"acsp");
    for (place, number) in WHITE_D50.into_iter().enumerate() {
        put(68 + place * 4, &number.to_be_bytes());
    }
    header
}

fn xyz(numbers: [i32; 3]) -> Vec<u8> {
    let mut element = b"XYZ \0\0\0\0".to_vec();
    element.extend(numbers.into_iter().flat_map(i32::to_be_bytes));
    element
}

/// A name in ASCII, none in Unicode and none for the old Macintosh.
fn description() -> Vec<u8> {
    let mut element = b"desc\0\0\0\0".to_vec();
    element.extend_from_slice(&(NAME.len() as u32 + 1).to_be_bytes());
    element.extend_from_slice(NAME.as_bytes());
    element.extend_from_slice(&[0; 1 + 4 + 4 + 2 + 1 + 67]);
    element
}

/// The transfer function of IEC 61966-2-1, from the stored value to light.
fn curve() -> Vec<u8> {
    let mut element = b"curv\0\0\0\0".to_vec();
    element.extend_from_slice(&u32::from(CURVE_POINTS).to_be_bytes());
    for point in 0..CURVE_POINTS {
        let value = f64::from(point) / f64::from(CURVE_POINTS - 1);
        let light = if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
        element.extend_from_slice(&((light * 65_535.0).round() as u16).to_be_bytes());
    }
    element
}
