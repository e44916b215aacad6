use super::*;

fn place(code: &str, year: i16, month: i8, day: i8) -> BirthPlace {
    at(code, Some(date(year, month, day))).expect("a known place")
}

#[test]
fn the_archive_holds_every_place_with_a_code() {
    let rows = &archive::archive().rows;
    let codes: std::collections::BTreeSet<&str> = rows.iter().map(|row| row.code).collect();
    let states = codes.iter().filter(|code| code.starts_with('Z')).count();
    let active = rows.iter().filter(|row| row.to == Date::MAX && !row.code.starts_with('Z')).count();
    assert_eq!((codes.len() - states, states, active), (9864, 222, 7894));
    assert!(rows.is_sorted_by_key(|row| (row.code, row.from)), "the search in halves needs it");
    assert_eq!(source(), ("python-codicefiscale 0.12.1", Some(date(2026, 5, 8))));
}

#[test]
fn a_comune_renamed_between_birth_and_today_is_shown_under_both_names() {
    let girgenti = place("A089", 1920, 6, 1);
    assert_eq!((girgenti.name.as_str(), girgenti.note), ("Girgenti", None));
    assert_eq!(girgenti.today, Some(PlaceToday { name: "Agrigento".into(), province: Some("AG".into()) }));
    let agrigento = place("A089", 1950, 6, 1);
    assert_eq!((agrigento.name.as_str(), agrigento.today), ("Agrigento", None));
}

#[test]
fn a_comune_that_changed_its_province_says_the_one_of_the_birth() {
    let pordenone = place("D621", 1950, 6, 1);
    assert_eq!((pordenone.name.as_str(), pordenone.province.as_deref()), ("Fiume Veneto", Some("UD")));
    assert_eq!(pordenone.today.and_then(|today| today.province).as_deref(), Some("PN"));
    let bolzano = place("A952", 1925, 1, 1);
    assert_eq!((bolzano.second_name.as_deref(), bolzano.province.as_deref()), (Some("Bozen"), Some("TN")));
}

#[test]
fn a_merged_comune_lives_on_in_the_codes_of_those_born_there() {
    let last_day = place("H092", 2016, 2, 22);
    assert_eq!((last_day.name.as_str(), last_day.note), ("Puos d'Alpago", None));
    assert_eq!(last_day.ceased_on, Some(date(2016, 2, 22)));
    assert!(!last_day.is_lost_1947);
    assert_eq!(place("H092", 2016, 2, 23).note, Some(PlaceNote::AfterLast), "from that day on it is Alpago");
    let alpago = place("M375", 2016, 2, 23);
    assert_eq!((alpago.name.as_str(), alpago.note, alpago.ceased_on), ("Alpago", None, None));
    assert_eq!(place("M375", 2016, 2, 22).note, Some(PlaceNote::BeforeFirst));
}

#[test]
fn fiume_pola_and_zara_were_italian() {
    for (code, name, province) in [("D620", "Fiume", "FU"), ("G778", "Pola", "PL"), ("M149", "Zara", "ZA")] {
        let place = place(code, 1938, 5, 20);
        assert_eq!((place.name.as_str(), place.province.as_deref(), place.note), (name, Some(province), None));
        assert_eq!((place.kind, place.is_lost_1947), (PlaceKind::Comune, true), "{name}");
        assert_eq!(place.ceased_on, Some(date(1947, 9, 15)));
    }
    assert!(place("E278", 1930, 1, 1).is_lost_1947, "Idria, of the province of Gorizia");
    assert!(place("B174", 1930, 1, 1).is_lost_1947, "Briga Marittima went to France");
    assert!(!place("L424", 1930, 1, 1).is_lost_1947, "Trieste came back");
}

#[test]
fn a_birth_before_the_first_row_takes_the_nearest_with_a_note() {
    for (code, name, first) in [("D620", "Fiume", date(1924, 3, 9)), ("G778", "Pola", date(1921, 1, 5))] {
        let earlier = at(code, Some(first.yesterday().expect("a day"))).expect("a known place");
        assert_eq!((earlier.name.as_str(), earlier.note), (name, Some(PlaceNote::BeforeFirst)));
        assert_eq!(at(code, Some(first)).and_then(|place| place.note), None, "{name} on its first day");
    }
}

#[test]
fn a_birth_while_the_comune_was_suppressed_takes_the_nearer_row_with_a_note() {
    let (early, late) = (place("A108", 1928, 6, 1), place("A108", 1939, 7, 1));
    assert_eq!((early.name.as_str(), early.note), ("Aymavilles", Some(PlaceNote::InGap)));
    assert_eq!((late.name.as_str(), late.note), ("Aimavilla", Some(PlaceNote::InGap)));
}

#[test]
fn states_and_those_that_are_no_more_are_told_apart() {
    let albania = place("Z100", 1980, 1, 1);
    assert_eq!((albania.kind, albania.province, albania.ceased_on), (PlaceKind::ForeignState, None, None));
    let jugoslavia = place("Z118", 1970, 1, 1);
    assert_eq!((jugoslavia.kind, jugoslavia.note), (PlaceKind::CeasedForeignState, None));
    assert_eq!(place("Z111", 1995, 1, 1).note, Some(PlaceNote::AfterLast), "the DDR ended in 1990");
}

#[test]
fn an_unknown_code_is_no_place() {
    for code in ["Z999", "A00", "", "ND", "À001"] {
        assert_eq!(at(code, Some(date(1980, 1, 1))), None, "{code}");
    }
}

#[test]
fn a_place_is_found_by_the_beginning_of_its_name_in_either_language() {
    let names = |text: &str, on| find(text, on).into_iter().map(|place| place.name).collect::<Vec<_>>();
    assert_eq!(names("bozen", None).first().map(String::as_str), Some("Bolzano"));
    assert_eq!(names("  SAN DONA di piave", None), ["San Donà di Piave"]);
    assert_eq!(names("fiume", Some(date(1930, 1, 1))).first().map(String::as_str), Some("Fiume"));
    assert_eq!(names("agrigento", Some(date(1920, 1, 1))), ["Girgenti"], "as it was called then");
    let girgenti = find("girgenti", None).pop().expect("a place");
    assert_eq!(
        (girgenti.name.as_str(), girgenti.today.map(|today| today.name).as_deref()),
        ("Girgenti", Some("Agrigento"))
    );
    assert_eq!(names("roma", None).first().map(String::as_str), Some("Roma"), "the whole name first");
    assert!(names("r", None).is_empty() && names("", None).is_empty());
    assert!(find("san", None).len() == 20, "not hundreds");
}

#[test]
fn a_look_up_takes_microseconds() {
    at("H501", None);
    find("roma", None);
    let start = std::time::Instant::now();
    for _ in 0..10_000 {
        assert!(at("D621", Some(date(1950, 1, 1))).is_some());
    }
    let each = start.elapsed() / 10_000;
    let start = std::time::Instant::now();
    find("sa", Some(date(1950, 1, 1)));
    println!("place by code: {each:?}, by the two letters that most begin with: {:?}", start.elapsed());
    assert!(each.as_micros() < 200, "{each:?} without optimisation");
}
