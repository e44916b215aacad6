//! The list of commands: the only door into the desk, for the window, the bridge and the tests.
//!
//! A line is `name(Request) -> Response, role = handler`. The list gives the dispatcher, the authorisation and, by
//! `ts-rs`, the TypeScript contract. Bytes never pass here: pages and PDFs go by id through [`crate::documents::bytes`].

use crate::{
    App, Error, Result, appointments, catalogue, citizens, desk, documents, exports, meetings, operators,
    operators::Needs, scanning, settings, snapshot, supervision, sync,
};
use serde_json::Value;
use ts_rs::TS;

macro_rules! commands {
    ($($name:ident($request:ty) -> $response:ty, $needs:ident = $handler:path;)*) => {
        /// Runs the command `name`. Every host enters here.
        ///
        /// # Errors
        /// Every [`Error`]; `BadRequest` also for a name that is not in the list.
        pub async fn call(app: &App, name: &str, request: Value) -> Result<Value> {
            match name {
                $(stringify!($name) => {
                    operators::authorise(app, Needs::$needs)?;
                    let request: $request = serde_json::from_value(request).map_err(|_| Error::BadRequest)?;
                    let response: $response = $handler(app, request).await?;
                    Ok(serde_json::to_value(response)?)
                })*
                _ => Err(Error::BadRequest),
            }
        }

        /// The TypeScript contract: a command's name to `[request, response]`.
        #[derive(TS)]
        #[allow(dead_code)]
        struct Commands { $($name: ($request, $response),)* }
    };
}

commands! {
    desk_status(()) -> desk::DeskStatus, Nobody = desk::status;
    desk_enrol(desk::EnrolDesk) -> desk::DeskStatus, Nobody = desk::enrol;

    operators_list(()) -> Vec<operators::OperatorSummary>, Nobody = operators::list;
    operators_sign_in(operators::SignIn) -> operators::Session, Nobody = operators::sign_in;
    operators_sign_out(()) -> (), Nobody = operators::sign_out;
    operators_unlock(operators::UnlockOperator) -> (), Supervisor = operators::unlock;

    connection_status(()) -> sync::ConnectionStatus, Clerk = sync::status;
    outbox_list(()) -> Vec<sync::OutboxEntry>, Clerk = sync::outbox_list;
    outbox_retry(sync::OutboxChoice) -> (), Clerk = sync::outbox_retry;
    outbox_withdraw(sync::OutboxChoice) -> (), Clerk = sync::outbox_withdraw;
    sync_now(()) -> (), Clerk = sync::now;

    appointments_today(()) -> appointments::Today, Clerk = appointments::today;
    appointments_list(appointments::ListDays) -> Vec<appointments::AppointmentSummary>, Clerk = appointments::list;
    appointments_get(appointments::ById) -> appointments::AppointmentDetail, Clerk = appointments::get;
    appointments_find_number(appointments::ByNumber) -> appointments::AppointmentSummary, Clerk = appointments::find_number;
    appointments_book(appointments::NewAppointment) -> appointments::AppointmentDetail, Clerk = appointments::book;
    appointments_mark_arrived(appointments::ById) -> appointments::AppointmentDetail, Clerk = appointments::mark_arrived;
    appointments_set_papers(appointments::SetPapers) -> appointments::AppointmentDetail, Clerk = appointments::set_papers;
    appointments_record_outcome(appointments::RecordOutcome) -> appointments::AppointmentDetail, Clerk = appointments::record_outcome;
    appointments_cancel(appointments::CancelAppointment) -> appointments::AppointmentDetail, Clerk = appointments::cancel;
    appointments_slip(appointments::ById) -> appointments::Slip, Clerk = appointments::slip;
    appointments_ics(appointments::ById) -> appointments::CalendarFile, Clerk = appointments::ics;
    appointments_save_ics(appointments::ById) -> appointments::SavedCalendar, Clerk = appointments::save_ics;
    appointments_move(appointments::MoveAppointment) -> appointments::AppointmentDetail, Clerk = appointments::shift;
    appointments_step(appointments::StepInQueue) -> appointments::AppointmentDetail, Clerk = appointments::step_in_queue;
    appointments_note(appointments::NewNote) -> appointments::AppointmentDetail, Clerk = appointments::add_note;
    appointments_wish_earlier(appointments::WishEarlier) -> appointments::AppointmentDetail, Clerk = appointments::wish_earlier;
    appointments_alternatives(appointments::ById) -> Vec<appointments::OfferedSlot>, Clerk = appointments::alternatives;
    appointments_told(appointments::ById) -> (), Clerk = appointments::telling::told;
    appointments_tasks(()) -> Vec<appointments::Task>, Clerk = appointments::tasks;
    slots_offer(appointments::OfferSlots) -> appointments::SlotOffer, Clerk = appointments::slots;
    slots_closures(()) -> Vec<sportello_protocol::slots::Closure>, Clerk = appointments::closures;
    slots_hold(appointments::TakeHold) -> appointments::HoldView, Clerk = appointments::hold;

    citizens_decode(citizens::DecodeCode) -> citizens::CodeLookup, Clerk = citizens::decode;
    citizens_check(citizens::CheckCitizen) -> citizens::CitizenCheck, Clerk = citizens::check;
    citizens_check_acting(citizens::CheckActing) -> citizens::ActingCheck, Clerk = citizens::check_acting;
    citizens_search(citizens::SearchCitizens) -> Vec<citizens::CitizenMatch>, Clerk = citizens::search;
    citizens_get(citizens::CitizenById) -> citizens::CitizenDetail, Clerk = citizens::get;

    catalogue_get(()) -> sportello_protocol::catalogue::Catalogue, Clerk = catalogue::get;

    scanning_status(()) -> scanning::ScanningStatus, Clerk = scanning::status;
    scanning_aim(scanning::Aim) -> scanning::ScanningStatus, Clerk = scanning::aim;
    scanning_attach(scanning::AttachScan) -> scanning::ScanningStatus, Clerk = scanning::attach;
    scanning_discard(scanning::DiscardScan) -> scanning::ScanningStatus, Clerk = scanning::discard;
    scanning_devices(()) -> Vec<scanning::devices::Device>, Clerk = scanning::list_devices;
    scanning_find(scanning::FindScanner) -> scanning::devices::Device, Clerk = scanning::find;
    scanning_ask(scanning::devices::Device) -> scanning::devices::Capabilities, Clerk = scanning::ask;
    scanning_start(scanning::jobs::StartScan) -> scanning::jobs::Batches, Clerk = scanning::jobs::start;
    scanning_cancel(()) -> scanning::jobs::Batches, Clerk = scanning::jobs::cancel;

    batches_list(()) -> scanning::jobs::Batches, Clerk = scanning::jobs::list;
    batches_edit(scanning::jobs::Edit) -> scanning::jobs::Batches, Clerk = scanning::jobs::edit;
    batches_undo(()) -> scanning::jobs::Batches, Clerk = scanning::jobs::undo;
    batches_aim(scanning::jobs::AimBatch) -> scanning::jobs::Batches, Clerk = scanning::jobs::aim;
    batches_confirm(scanning::jobs::ConfirmBatch) -> scanning::jobs::Batches, Clerk = scanning::jobs::confirm;
    batches_discard(scanning::jobs::BatchById) -> scanning::jobs::Batches, Clerk = scanning::jobs::discard;
    batches_open_scan(scanning::jobs::OpenScan) -> scanning::jobs::Batches, Clerk = scanning::jobs::open_scan;

    documents_save(documents::OpenDocument) -> Option<exports::Saved>, Clerk = documents::save;
    documents_open(documents::OpenDocument) -> documents::DocumentView, Clerk = documents::open;

    meetings_launch(meetings::LaunchMeeting) -> meetings::Launched, Clerk = meetings::launch;
    meetings_attest(meetings::NewAttestation) -> appointments::AppointmentDetail, Clerk = meetings::attest;
    meetings_check_network(appointments::ById) -> appointments::AppointmentDetail, Clerk = meetings::check_network;
    meetings_set_access(meetings::MeetingAccess) -> appointments::AppointmentDetail, Clerk = meetings::set_access;
    meetings_open_trial(()) -> meetings::Launched, Clerk = meetings::open_trial;
    meetings_due(()) -> Vec<meetings::DueMeeting>, Clerk = meetings::due;

    snapshot_get(()) -> snapshot::SnapshotView, Clerk = snapshot::get;

    supervision_day(supervision::SupervisionRequest) -> supervision::SupervisionDay, Supervisor = supervision::day;
    supervision_week(supervision::WeekRequest) -> supervision::SupervisionWeek, Supervisor = supervision::week;
    supervision_month(supervision::MonthRequest) -> supervision::MonthlyCount, Supervisor = supervision::month;

    exports_save(exports::SaveTable) -> exports::Saved, Supervisor = exports::save;

    settings_get(()) -> settings::Settings, Clerk = settings::get;
    settings_set_folder(settings::SetFolder) -> settings::Settings, Clerk = settings::set_folder;
    settings_set_clamd(settings::SetClamd) -> settings::Settings, Clerk = settings::set_clamd;
    settings_set_upload_limit(settings::SetUploadLimit) -> settings::Settings, Clerk = settings::set_upload_limit;
    settings_set_scanner(settings::ScannerSettings) -> settings::Settings, Clerk = settings::set_scanner;
}

/// Writes the TypeScript contract, a file a type, into `folder`.
///
/// # Errors
/// When a file cannot be written.
pub fn export_contract(folder: &std::path::Path) -> Result<()> {
    let config = ts_rs::Config::new().with_out_dir(folder).with_large_int("number");
    Commands::export_all(&config).map_err(anyhow::Error::from)?;
    scanning::Added::export_all(&config).map_err(anyhow::Error::from)?;
    Error::export_all(&config).map_err(anyhow::Error::from)?;
    crate::app::Topic::export_all(&config).map_err(anyhow::Error::from)?;
    Ok(())
}
