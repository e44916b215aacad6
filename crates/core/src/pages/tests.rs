//! Pages that the tests draw, from pixels to what the PDF shows.

use super::{
    drawn::{Drawing, dense},
    place::placed,
    *,
};
use proptest::prelude::*;

fn automatic(raster: &Raster) -> Page {
    finish(raster, &Corrections::default())
}

fn millimetres(pixels: u32, dpi: u32) -> f32 {
    pixels as f32 * 25.4 / dpi as f32
}

/// A photograph, as far as shades go: waves of every length.
fn photograph(x: f32, y: f32) -> f32 {
    let wave = |scale: f32, turn: f32| ((x * turn.cos() + y * turn.sin()) / scale).sin();
    125.0 + 45.0 * wave(6.0, 0.3) + 35.0 * wave(2.5, 1.9) + 20.0 * wave(1.1, 4.0)
}

/// A face, a strip of text and a tinted ground, in the size of today's cards.
fn draw_card(glass: &mut Drawing, left: f32, top: f32) {
    glass.fill(left, top, 85.6, 54.0, |_, _| 205.0);
    glass.fill(left + 5.0, top + 12.0, 24.0, 32.0, photograph);
    glass.text(left + 34.0, top + 8.0, 48.0, 40.0);
}

#[test]
fn dense_text_is_straightened_within_a_tenth_of_a_degree() {
    for skew in [-1.2, -0.7, -0.11, -0.05, 0.0, 0.03, 0.08, 0.16, 0.5, 0.93, 1.2] {
        let page = automatic(&dense(200, skew).scanned(3.0));
        assert!((page.skew - skew).abs() < 0.1, "{skew} degrees were taken for {}", page.skew);
    }
}

#[test]
fn a_page_that_lies_eight_degrees_askew_is_straightened_too() {
    for skew in [-8.0, -4.5, 3.1, 6.2, 8.0] {
        let page = automatic(&dense(200, skew).scanned(3.0));
        assert!((page.skew - skew).abs() < 0.1, "{skew} degrees were taken for {}", page.skew);
        let again =
            finish(&placed(&dense(200, skew).scanned(3.0), &Corrections::default()).raster, &Corrections::default());
        assert!(again.skew.abs() < 0.1, "{} degrees were left of {skew}", again.skew);
    }
}

#[test]
fn a_page_is_turned_upright_from_all_four_sides() {
    let upright = dense(150, 0.6).scanned(3.0);
    for (fed, taken) in
        [(Turn::None, Turn::None), (Turn::Right, Turn::Left), (Turn::Half, Turn::Half), (Turn::Left, Turn::Right)]
    {
        let page = automatic(&upright.turned(fed));
        assert_eq!(page.turn, taken, "fed with a turn of {fed:?}");
        assert!((page.skew - 0.6).abs() < 0.1, "{:?}: {}", fed, page.skew);
    }
}

#[test]
fn a_page_that_does_not_say_which_way_is_up_is_not_turned() {
    let mut bars = Drawing::new((210.0, 297.0), 150, 0.0, 240);
    for line in 0..40 {
        bars.fill(-80.0, -120.0 + line as f32 * 6.0, 160.0, 2.0, |_, _| 30.0);
    }
    let mut picture = Drawing::new((210.0, 297.0), 150, 0.0, 240);
    picture.fill(-80.0, -110.0, 160.0, 220.0, photograph);
    for page in [bars, picture, Drawing::new((210.0, 297.0), 150, 0.0, 240)] {
        let page = page.scanned(3.0);
        for fed in [Turn::None, Turn::Half, Turn::Right] {
            assert_ne!(automatic(&page.turned(fed)).turn, Turn::Half, "bars and pictures have no upside");
        }
        assert_eq!(automatic(&page).turn, Turn::None);
    }
}

#[test]
fn the_clerk_turns_a_page_and_the_program_keeps_its_hands_off() {
    let upside_down = dense(150, 0.0).scanned(3.0).turned(Turn::Half);
    let page = finish(&upside_down, &Corrections { turn: Turn::None, ..Corrections::default() });
    assert_eq!(page.turn, Turn::None);
    let page = finish(&upside_down, &Corrections { turn: Turn::Left, straighten: false, ..Corrections::default() });
    assert_eq!((page.turn, page.width, page.height), (Turn::Left, upside_down.height, upside_down.width));
}

#[test]
fn a_card_on_the_white_glass_becomes_a_card() {
    for (angle, left, top) in [(0.0, -90.0, -120.0), (4.0, -40.0, -20.0), (-7.0, -20.0, 40.0)] {
        let mut glass = Drawing::new((210.0, 297.0), 200, angle, 250);
        draw_card(&mut glass, left, top);
        let page = automatic(&glass.scanned(2.0));
        let size = (millimetres(page.width, page.dpi), millimetres(page.height, page.dpi));
        assert!((size.0 - 85.6).abs() < 2.5 && (size.1 - 54.0).abs() < 2.5, "{angle} degrees: {size:?}");
        assert_eq!(page.coding, Coding::GreyJpeg, "a card keeps its shades");
        assert!((page.skew - angle).abs() < 0.5, "{angle} degrees were taken for {}", page.skew);
    }
}

#[test]
fn a_paragraph_of_the_size_of_a_card_is_no_card() {
    let mut note = Drawing::new((210.0, 297.0), 200, 0.0, 250);
    note.text(-85.6 / 2.0, -27.0, 85.6, 54.0);
    let page = automatic(&note.scanned(2.0));
    assert_eq!((page.width, page.coding.is_bilevel()), (1_654, true), "the whole A4, in black and white");
}

#[test]
fn paper_on_a_dark_lid_is_cut_out_of_it() {
    let mut glass = Drawing::new((210.0, 297.0), 200, 2.0, 25);
    glass.fill(-70.0, -95.0, 140.0, 200.0, |_, _| 238.0);
    glass.text(-60.0, -85.0, 120.0, 180.0);
    let page = automatic(&glass.scanned(3.0));
    let size = (millimetres(page.width, page.dpi), millimetres(page.height, page.dpi));
    assert!((size.0 - 140.0).abs() < 2.0 && (size.1 - 200.0).abs() < 2.0, "{size:?}");
    let shown = shown::bitmap(&page);
    let rim = (0..page.width).filter(|x| shown.is_black(*x, 2)).count();
    assert!(rim < page.width as usize / 20, "no dark rim is left: {rim} pixels");
}

#[test]
fn the_dark_edges_of_a_feeder_go() {
    let mut fed = Drawing::new((216.0, 305.0), 200, 0.8, 15);
    fed.fill(-105.0, -148.5, 210.0, 297.0, |_, _| 240.0);
    fed.text(-85.0, -125.0, 170.0, 250.0);
    let page = automatic(&fed.scanned(3.0));
    let size = (millimetres(page.width, page.dpi), millimetres(page.height, page.dpi));
    assert!((size.0 - 210.0).abs() < 2.0 && (size.1 - 297.0).abs() < 2.0, "{size:?}");
}

#[test]
fn shaded_paper_becomes_white_and_the_text_on_it_stays() {
    let even = dense(200, 0.0).scanned(0.0);
    let mut shaded = even.clone();
    let (width, height) = (even.width as f32, even.height as f32);
    let Pixels::Grey(grey) = &mut shaded.pixels else { panic!("it is grey") };
    for (at, pixel) in grey.iter_mut().enumerate() {
        let (x, y) = ((at as u32 % even.width) as f32 / width, (at as u32 / even.width) as f32 / height);
        *pixel = (f32::from(*pixel) * (0.55 + 0.45 * x) * (1.0 - 0.25 * y)) as u8;
    }
    let kept = Corrections { turn: Turn::None, straighten: false, crop: Crop::None, ..Corrections::default() };
    let (even, shaded) = (shown::bitmap(&finish(&even, &kept)), shown::bitmap(&finish(&shaded, &kept)));
    let ones = |bits: &[u8]| bits.iter().map(|byte| byte.count_ones()).sum::<u32>();
    let apart: Vec<u8> = even.bits.iter().zip(&shaded.bits).map(|(one, other)| one ^ other).collect();
    let (ink, apart) = (ones(&even.bits), ones(&apart));
    assert!(ink > 100_000 && apart * 20 < ink, "{apart} pixels of {ink} differ");
}

#[test]
fn text_is_kept_in_black_and_white_and_a_photograph_in_its_shades() {
    assert_eq!(automatic(&dense(200, 0.0).scanned(3.0)).coding, Coding::Jbig2);
    let mut picture = dense(200, 0.0);
    picture.fill(-60.0, -40.0, 120.0, 80.0, photograph);
    assert_eq!(automatic(&picture.scanned(3.0)).coding, Coding::GreyJpeg);
    let red = |shade: u8| [shade.saturating_add(60), shade, shade / 2];
    assert_eq!(automatic(&picture.painted(3.0, red)).coding, Coding::ColourJpeg);
    assert!(automatic(&dense(200, 0.0).painted(3.0, |shade| [shade; 3])).coding.is_bilevel(), "grey text in colour");
}

#[test]
fn g4_is_taken_where_the_office_asks_for_it() {
    let page = finish(&dense(150, 0.0).scanned(3.0), &Corrections { g4_only: true, ..Corrections::default() });
    assert_eq!(page.coding, Coding::G4);
}

#[test]
fn a_page_stays_under_or_near_the_hundred_kilobytes_that_offices_ask() {
    let mut picture = Drawing::new((210.0, 297.0), 300, 0.0, 240);
    picture.text(-85.0, -125.0, 170.0, 90.0);
    picture.fill(-60.0, -20.0, 120.0, 90.0, photograph);
    let (text, picture) = (automatic(&dense(300, 0.5).scanned(3.0)), automatic(&picture.scanned(3.0)));
    assert!(text.data.len() < 100_000, "{text:?}");
    assert!(picture.data.len() < 120_000 && picture.coding == Coding::GreyJpeg, "{picture:?}");
}

#[test]
fn a_page_without_a_stroke_is_marked_as_blank_and_one_with_a_word_is_not() {
    let paper = || Drawing::new((210.0, 297.0), 200, 0.0, 235);
    assert!(automatic(&paper().scanned(4.0)).blank);
    let mut other_side = paper();
    other_side.fill(-80.0, -120.0, 160.0, 200.0, |x, y| if ((x + y) as u32).is_multiple_of(3) { 215.0 } else { 235.0 });
    assert!(automatic(&other_side.scanned(4.0)).blank, "the other side showing through");
    let mut holes = paper();
    for y in [-40.0, 40.0] {
        holes.fill(-104.0, y, 5.0, 5.0, |_, _| 20.0);
    }
    assert!(automatic(&holes.scanned(4.0)).blank, "holes of a ring binder");
    let mut word = paper();
    word.text(-10.0, 100.0, 12.0, 4.0);
    assert!(!automatic(&word.scanned(4.0)).blank);
}

#[test]
fn both_sides_of_a_card_stand_on_one_page_in_their_true_size() {
    let side = |angle| {
        let mut glass = Drawing::new((210.0, 297.0), 200, angle, 250);
        draw_card(&mut glass, -50.0, -80.0);
        glass.scanned(2.0)
    };
    let page = card(&side(0.0), &side(3.0));
    assert_eq!((page.width, page.height, page.dpi), (1_654, 2_339, 200));
    let grey = page.grey();
    let tinted = |from: usize, to: usize| {
        let rows = (from..to).filter(|y| {
            let row = &grey[y * page.width as usize..][..page.width as usize];
            row.iter().filter(|grey| **grey < 225).count() > page.width as usize / 3
        });
        millimetres(rows.count() as u32, page.dpi)
    };
    for height in [tinted(0, 1_169), tinted(1_169, 2_339)] {
        assert!((height - 54.0).abs() < 1.5, "a card is 54 mm high, not {height}");
    }
    assert_eq!(automatic(&page).coding, Coding::GreyJpeg);
}

#[test]
fn what_the_clerk_draws_is_what_remains() {
    let page = dense(150, 0.0).scanned(0.0);
    let crop = Crop::Rect { left: 100, top: 200, width: 500, height: 250 };
    let cut = finish(&page, &Corrections { crop, straighten: false, turn: Turn::None, ..Corrections::default() });
    assert_eq!((cut.width, cut.height), (page.width / 2, page.height / 4));
    let crop = Crop::Rect { left: 900, top: 2_000, width: 60_000, height: 0 };
    let cut = finish(&page, &Corrections { crop, ..Corrections::default() });
    assert!(cut.width >= 1 && cut.height >= 1, "a wild rectangle is brought inside");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn black_and_white_is_kept_to_the_pixel_by_both_codings(
        (width, height, bits) in (1..90_u32, 1..40_u32).prop_flat_map(|(width, height)| {
            (Just(width), Just(height), prop::collection::vec(any::<bool>(), (width * height) as usize))
        }),
    ) {
        let grey: Vec<u8> = bits.iter().map(|black| if *black { 0 } else { 255 }).collect();
        let limit = |_: usize, limits: &mut [u8]| limits.fill(128);
        let bitmap = threshold::black(&grey, width, height, limit);
        for g4_only in [false, true] {
            let data = if g4_only { Some(coding::g4(&bitmap)) } else { coding::jbig2(&bitmap) };
            let coding = if g4_only { Coding::G4 } else { Coding::Jbig2 };
            let data = data.expect("a bitmap is coded");
            let page = Page { width, height, dpi: 300, coding, data, turn: Turn::None, skew: 0.0, blank: false, cut: false };
            prop_assert_eq!(&shown::bitmap(&page), &bitmap);
        }
    }

    #[test]
    fn a_page_of_any_size_is_finished(
        width in 1..70_u32, height in 1..70_u32, dpi in 50..700_u32, shade in any::<u8>(), colour in any::<bool>(),
    ) {
        let pixels: Vec<u8> = (0..width * height).map(|at| shade.wrapping_mul(at as u8)).collect();
        let page = if colour {
            Raster::colour_of(width, height, dpi, pixels.iter().flat_map(|grey| [*grey, shade, 9]).collect())
        } else {
            Raster::grey_of(width, height, dpi, pixels)
        };
        let done = automatic(&page);
        prop_assert!(done.width > 0 && done.height > 0 && !done.data.is_empty());
        prop_assert!(!shown(&done).is_empty());
    }
}
