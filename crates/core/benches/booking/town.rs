//! An invented comune: 100,000 citizens and 500,000 appointments at eight desks, taken in as Centrale would tell them,
//! on the desk's own database. Made once and kept; the same at every run.

use crate::{names, random::Random};
use anyhow::Context;
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use serde_json::json;
use sportello_core::{
    App,
    app::Options,
    citizens::codice_fiscale,
    clock,
    desk::Identity,
    operators::Session,
    store::{facts, resources},
    sync::pull,
};
use sportello_protocol::{
    allotment::{Allotment, Standing},
    appointments::{Appointment, Booking, Closing, Mode, Note, Outcome, PaperState, Presence},
    catalogue::Catalogue,
    changes::{Change, ChangesPage},
    citizens::{Citizen, NoticeGiven, Sex},
    documents::{Document, MediaType, Origin},
    enrolment::Comune,
    meetings::Meeting,
    roster::Role,
    slots::{Slot, Slots, Window},
};
use std::{path::Path, sync::Arc};
use uuid::Uuid;

/// Raised when the town is made in another way.
const FORM: &str = "booking-1";
const CITIZENS: usize = 100_000;
const APPOINTMENTS: usize = 500_000;
const DESKS: usize = 8;
pub const A_DAY: usize = 60;
const WEEKS_AHEAD: i32 = 8;
const SEATS: u16 = 4;
const SLOT_MINUTES: u16 = 15;
const SLOTS_A_DAY: i64 = 32;
const OWN_SLOTS: usize = 60;
const PAGE: usize = 5_000;

/// A Wednesday at ten.
pub fn now() -> Timestamp {
    "2026-11-25T09:00:00Z".parse().unwrap()
}

pub fn desk(number: usize) -> Uuid {
    Uuid::from_u128(0x0de5_0000 + number as u128)
}

/// The desk on that database, signed in, at the hour of its data.
pub async fn open(folder: &Path) -> anyhow::Result<Arc<App>> {
    let open = || App::open(Options { data: folder.to_path_buf(), force_key_file: true });
    let mut app = open()?;
    if app.store.read(|conn| facts::get::<String>(conn, "bench"))?.as_deref() != Some(FORM) {
        drop(app);
        std::fs::remove_dir_all(folder)?;
        app = open()?;
        let start = std::time::Instant::now();
        fill(&app)?;
        eprintln!("The town was made in {} seconds.", start.elapsed().as_secs());
    }
    app.clock.set(now());
    let session = Session { operator_id: Uuid::from_u128(1), name: "Anna Prova".into(), role: Role::Clerk };
    app.set_session(Some(session))?;
    Ok(app)
}

fn fill(app: &App) -> anyhow::Result<()> {
    let mut random = Random(4);
    let catalogue: Catalogue = serde_json::from_str(include_str!("../../../central/data/catalogue.json"))?;
    let people: Vec<Citizen> = (0..CITIZENS).map(|_| citizen(&mut random)).collect::<anyhow::Result<_>>()?;
    app.store.write(|tx| {
        facts::set(tx, facts::IDENTITY, &identity())?;
        resources::set(tx, "catalogue", &json!(catalogue).to_string(), "", now())
    })?;
    let mut page = Vec::new();
    for citizen in &people {
        page.push(Change::Citizen { citizen: citizen.clone() });
    }
    let slots = slots(&mut random)?;
    let town = Town { catalogue, people };
    let mut numbers = [0; DESKS];
    let ahead: Vec<&Slot> = slots.iter().filter(|slot| !slot.free).collect();
    let mut made = 0;
    for slot in &ahead {
        let at = made % DESKS;
        numbers[at] += 1;
        page.push(town.change(&mut random, at, numbers[at], slot.starts_at, vec![slot.id]));
        made += 1;
    }
    let mut day = clock::local(now()).date();
    while made < APPOINTMENTS {
        for (at, number) in numbers.iter_mut().enumerate() {
            for place in 0..A_DAY {
                let starts_at = clock::day(day).0 + SignedDuration::from_mins(8 * 60 + 9 * place as i64);
                *number += 1;
                let slot = random.id();
                page.push(town.change(&mut random, at, *number, starts_at, vec![slot]));
                if random.below(4) == 0 {
                    page.extend(document(&mut random, page.last()));
                }
                made += 1;
            }
        }
        day = weekday_before(day)?;
        if page.len() >= PAGE {
            take(app, &mut page)?;
        }
    }
    take(app, &mut page)?;
    let free: Vec<Slot> = slots.iter().filter(|slot| slot.free).cloned().collect();
    let own: Vec<Slot> = free.iter().step_by(free.len() / OWN_SLOTS).cloned().collect();
    let contact = app.promise.begin(&app.store)?;
    let answer = Allotment {
        standing: Standing::Good,
        incarnation: Some(Uuid::from_u128(3)),
        owned: own.clone(),
        wanted_back: vec![],
        last_number: 0,
        expected_seq: 1,
    };
    app.promise.finish(&app.store, &contact, &answer)?;
    let told = Slots {
        slots: slots.into_iter().map(|slot| Slot { free: slot.free && !own.contains(&slot), ..slot }).collect(),
        closures: vec![],
        windows: (1..=5).map(window).collect(),
        office: None,
    };
    app.store.write(|tx| {
        resources::set(tx, "slots", &json!(told).to_string(), "", now())?;
        facts::set(tx, "bench", &FORM)
    })?;
    Ok(())
}

fn take(app: &App, changes: &mut Vec<Change>) -> anyhow::Result<()> {
    let page = ChangesPage {
        epoch: "1".into(),
        cursor: "1".into(),
        more: true,
        changes: std::mem::take(changes),
        server_time: now(),
    };
    Ok(app.store.write(|tx| pull::keep_page(tx, &page))?)
}

fn weekday_before(day: Date) -> anyhow::Result<Date> {
    let before = day.checked_sub(1.day())?;
    let weekend = before.weekday().to_monday_one_offset() - 5;
    Ok(before.checked_sub(i32::from(weekend.max(0)).days())?)
}

fn citizen(random: &mut Random) -> anyhow::Result<Citizen> {
    let (family_name, given_name) = (names::family(random), names::given(random));
    let day = 1 + random.below(28) as i8;
    let month = 1 + random.below(12) as i8;
    let birth = Date::new(1935 + random.below(70) as i16, month, day)?;
    let female = random.below(2) == 0;
    let (family, given) = codice_fiscale::letters(&family_name, &given_name);
    let place = random.one_of(&["L483", "L483", "F205", "H501", "L424", "E098", "Z138", "L736", "F839", "Z148"]);
    let letter = "ABCDEHLMPRST".as_bytes()[month as usize - 1] as char;
    let day_digits = day + if female { 40 } else { 0 };
    let start = format!("{family}{given}{:02}{letter}{day_digits:02}{place}", birth.year() % 100);
    let today = clock::local(now()).date();
    let code = ('A'..='Z')
        .map(|check| format!("{start}{check}"))
        .find(|code| codice_fiscale::decode(code, today).is_ok())
        .context("a code has a check letter")?;
    let phone = match random.below(10) {
        0 => String::new(),
        1..=6 => format!("3{:02} {:07}", 20 + random.below(79), random.below(10_000_000)),
        7 => format!("+39 3{:02} {:07}", 20 + random.below(79), random.below(10_000_000)),
        _ => format!("0432 {:06}", random.below(1_000_000)),
    };
    Ok(Citizen {
        id: random.id(),
        codice_fiscale: code,
        family_name,
        given_name,
        birth_date: Some(birth),
        sex: Some(if female { Sex::Female } else { Sex::Male }),
        birthplace_code: Some(place.into()),
        phone,
        mismatch_reason: String::new(),
        privacy_notice: Some(NoticeGiven { version: "2026-01-01".into(), at: now() }),
    })
}

struct Town {
    catalogue: Catalogue,
    people: Vec<Citizen>,
}

impl Town {
    fn change(&self, random: &mut Random, at: usize, number: usize, starts_at: Timestamp, slots: Vec<Uuid>) -> Change {
        let service = &self.catalogue.services[random.below(self.catalogue.services.len())];
        let is_past = starts_at < now() && random.below(20_000) > 0;
        let state = |there: bool| if there { Presence::Present } else { Presence::Missing };
        let papers = service.papers.iter().map(|paper| PaperState {
            document_type: paper.document_type.clone(),
            state: state(is_past || random.below(2) == 0),
        });
        let papers = papers.collect();
        let id = random.id();
        let text = "Nota inventata per la misura.".to_owned();
        Change::Appointment {
            appointment: Appointment {
                id,
                number: format!("S{}-{number:04}", at + 1),
                version: 3,
                desk_id: desk(at),
                desk_name: format!("Sportello {}", at + 1),
                slot_ids: slots,
                starts_at,
                minutes: SLOT_MINUTES,
                mode: Mode::Video,
                citizen: self.people[random.below(self.people.len())].clone(),
                acting: None,
                service_code: service.code.clone(),
                papers,
                requests: vec![],
                booking: Booking::Confirmed,
                arrived_at: is_past.then_some(starts_at),
                called_at: is_past.then_some(starts_at),
                parked_at: None,
                walk_in: random.below(20) == 0,
                follows: None,
                wants_earlier: None,
                notes: if random.below(4) == 0 { vec![Note { id, text, at: starts_at }] } else { vec![] },
                attestations: vec![],
                history: vec![],
                closing: is_past.then(|| Closing { outcome: Outcome::Held, note: String::new(), at: starts_at }),
                meeting: Meeting::default(),
                booked_at: starts_at - SignedDuration::from_hours(24 * 12),
            },
        }
    }
}

/// A paper that was scanned for it.
fn document(random: &mut Random, change: Option<&Change>) -> Option<Change> {
    let Some(Change::Appointment { appointment }) = change else { return None };
    Some(Change::Document {
        document: Document {
            id: random.id(),
            appointment_id: appointment.id,
            origin: if random.below(3) == 0 { Origin::Officer } else { Origin::Desk },
            document_type: "identity_card".into(),
            title: "Documento inventato".into(),
            media_type: MediaType::Pdf,
            bytes: 100_000,
            sha256: format!("{:064x}", random.next()),
            pages: 1,
            added_at: appointment.starts_at,
            delivered: true,
            opened_at: None,
            received_at: None,
            verdict: None,
            earlier_verdicts: vec![],
            to_sign: false,
            held: false,
        },
    })
}

/// The hours of eight weeks, half of them sold.
fn slots(random: &mut Random) -> anyhow::Result<Vec<Slot>> {
    let mut slots = Vec::new();
    let today = clock::local(now()).date();
    for day in (1..=WEEKS_AHEAD * 7).map(|away| today.checked_add(away.days())) {
        let day = day?;
        if day.weekday().to_monday_one_offset() > 5 {
            continue;
        }
        for place in 0..SLOTS_A_DAY {
            for seat in 1..=SEATS {
                let minutes = 8 * 60 + 30 + place * i64::from(SLOT_MINUTES);
                slots.push(Slot {
                    id: random.id(),
                    starts_at: clock::day(day).0 + SignedDuration::from_mins(minutes),
                    minutes: SLOT_MINUTES,
                    seat,
                    modes: vec![Mode::Video, Mode::Phone],
                    free: random.below(2) == 0,
                });
            }
        }
    }
    Ok(slots)
}

fn window(weekday: u8) -> Window {
    Window {
        weekday,
        from: "08:30".into(),
        to: "16:30".into(),
        slot_minutes: SLOT_MINUTES,
        seats: SEATS,
        modes: vec![Mode::Video, Mode::Phone],
        valid_from: None,
        valid_to: None,
        source: "Orario inventato per la misura".into(),
        checked_on: None,
    }
}

fn identity() -> Identity {
    Identity {
        desk_id: desk(0),
        desk_label: "S1".into(),
        desk_name: "Sportello 1".into(),
        comune: Comune {
            istat_code: "025999".into(),
            belfiore_code: "X999".into(),
            name: "Pieve di Prova".into(),
            address: "Piazza dell'Esempio 1".into(),
            phone: "0437 000000".into(),
        },
        central_url: "http://127.0.0.1:9".into(),
    }
}
