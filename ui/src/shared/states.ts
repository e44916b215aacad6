/** The word, icon and tone of every state: one place, so that a state reads the same on every screen. */
import type { AppointmentState } from "../backend/contract/AppointmentState";
import type { Booking } from "../backend/contract/Booking";
import type { DocumentState } from "../backend/contract/DocumentState";
import type { Mode } from "../backend/contract/Mode";
import type { Outcome } from "../backend/contract/Outcome";
import type { Presence } from "../backend/contract/Presence";
import type { ScanState } from "../backend/contract/ScanState";
import { m } from "../messages/messages.js";
import type { IconName, Look, Tone } from "./tone";

const look = (tone: Tone, icon: IconName, word: string): Look => ({ tone, icon, word });

export function appointmentLook(state: AppointmentState): Look {
  switch (state) {
    case "provisional":
      return look("provisional", "help-circle", m.state_provisional());
    case "confirmed":
      return look("good", "check-circle", m.state_confirmed());
    case "refused":
      return look("bad", "ban", m.state_refused());
    case "cancelled":
      return look("neutral", "close-circle", m.state_cancelled());
    case "arrived":
      return look("info", "user", m.state_arrived());
    case "called":
      return look("info", "arrow-right-circle", m.state_called());
    case "parked":
      return look("warn", "clock", m.state_parked());
    case "to_move":
      return look("bad", "exchange-circle", m.state_to_move());
    case "meeting_open":
      return look("info", "video", m.state_meeting_open());
    case "outcome_missing":
      return look("warn", "warning-circle", m.state_outcome_missing());
    default:
      return outcomeLook(state);
  }
}

/** How it is held; the word is the same on screen and paper. */
export function modeLook(mode: Mode): Look {
  switch (mode) {
    case "video":
      return look("neutral", "video", m.day_mode_video());
    case "phone":
      return look("neutral", "telephone", m.day_mode_phone());
    case "office":
      return look("neutral", "pa", m.day_mode_office());
  }
}

export function outcomeLook(outcome: Outcome): Look {
  switch (outcome) {
    case "held":
      return look("good", "check", m.outcome_held());
    case "citizen_absent":
      return look("warn", "minus-circle", m.outcome_citizen_absent());
    case "officer_absent":
      return look("warn", "minus-circle", m.outcome_officer_absent());
    case "technical_failure":
      return look("bad", "tool", m.outcome_technical_failure());
  }
}

export function bookingLook(booking: Booking): Look {
  return appointmentLook(booking);
}

export function documentLook(state: DocumentState): Look {
  switch (state.name) {
    case "waiting":
      return look("warn", "clock", m.document_waiting());
    case "sending":
      return look("info", "upload", m.document_sending({ percent: state.percent }));
    case "delivered":
      return look("good", "check", m.document_delivered());
    case "opened":
      return look("good", "check-circle", m.document_opened());
    case "accepted":
      return look("good", "check-circle", m.document_accepted());
    case "refused":
      return look("bad", "ban", m.document_refused());
    case "arriving":
      return look("info", "download", state.percent > 0 ? m.document_arriving_percent({ percent: state.percent }) : m.document_arriving());
    case "here":
      return look("info", "inbox", m.document_here());
    case "read":
      return look("good", "mail-open", m.document_read());
    case "held":
      return look("bad", "locked", m.document_held());
  }
}

export function scanLook(state: ScanState): Look {
  switch (state) {
    case "arriving":
      return look("info", "clock", m.scan_arriving());
    case "whole":
      return look("info", "check", m.scan_whole());
    case "taken":
      return look("good", "inbox", m.scan_taken());
    case "attached":
      return look("good", "check-circle", m.scan_attached());
    case "not_a_document":
    case "too_large":
    case "disk_full":
    case "password":
    case "active":
    case "link":
    case "excessive":
    case "virus":
    case "unchecked":
    case "unreadable":
      return look("bad", "error", m.scan_refused());
    case "lost":
      return look("bad", "error", m.scan_lost());
  }
}

export function presenceLook(presence: Presence): Look {
  switch (presence) {
    case "present":
      return look("good", "check", m.paper_present());
    case "missing":
      return look("warn", "close", m.paper_missing());
    case "not_needed":
      return look("neutral", "minus-circle", m.paper_not_needed());
  }
}
