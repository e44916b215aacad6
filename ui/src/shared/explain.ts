/** What an error means to the clerk: what happened, what is safe, what to do now. A new code does not compile without its sentence. */
import type { Error as Failure } from "../backend/contract/Error";
import type { Flaw } from "../backend/contract/Flaw";
import type { Refusal } from "../backend/contract/Refusal";
import type { ProblemKind } from "../backend/contract/ProblemKind";
import { m } from "../messages/messages.js";
import { deviceFault } from "./faults";

export interface Explanation {
  happened: string;
  /** Empty where there is nothing to fear. */
  safe: string;
  now: string;
}

const say = (happened: string, safe: string, now: string): Explanation => ({ happened, safe, now });

export function explain(error: Failure): Explanation {
  switch (error.code) {
    case "bad_request":
      return say(m.error_bad_request(), m.safe_kept(), m.now_tell_support());
    case "not_signed_in":
      return say(m.error_not_signed_in(), m.safe_kept(), m.now_sign_in());
    case "not_allowed":
      return say(m.error_not_allowed(), m.safe_unchanged(), m.now_supervisor());
    case "not_enrolled":
      return say(m.error_not_enrolled(), "", m.now_enrol());
    case "already_enrolled":
      return say(m.error_already_enrolled(), m.safe_unchanged(), m.now_restart());
    case "central_address":
      return say(m.error_central_address(), "", m.now_central_address());
    case "enrolment_code":
      return say(m.error_enrolment_code(), "", m.now_enrolment_code());
    case "wrong_pin":
      return say(m.error_wrong_pin(), m.safe_attempts({ count: error.attempts_left }), m.now_pin());
    case "operator_locked":
      return say(m.error_operator_locked(), m.safe_unchanged(), m.now_operator_locked());
    case "codice_fiscale":
      return say(explainFlaw(error.flaw), "", m.now_codice_fiscale());
    case "field":
      return say(explainField(error.field), m.safe_kept(), m.now_field());
    case "slot_not_free":
      return say(m.error_slot_not_free(), m.safe_kept(), m.now_other_slot());
    case "not_found":
      return say(m.error_not_found(), m.safe_unchanged(), m.now_not_found());
    case "appointment_closed":
      return say(m.error_appointment_closed(), m.safe_unchanged(), m.now_appointment_closed());
    case "offline":
      return say(m.error_offline(), m.safe_kept(), m.now_offline());
    case "refused": {
      const { happened, now } = explainProblem(error.kind);
      return say(happened, m.safe_kept(), now);
    }
    case "meeting_not_open":
      return say(m.error_meeting_not_open(), m.safe_unchanged(), m.now_meeting_not_open());
    case "meeting_link":
      return say(
        error.host ? m.error_meeting_link({ host: error.host }) : m.error_meeting_link_unreadable(),
        m.safe_nothing_opened(),
        m.now_meeting_link(),
      );
    case "browser":
      return say(m.error_browser(), m.safe_unchanged(), m.now_browser());
    case "folder":
      return say(m.error_folder(), m.safe_unchanged(), m.now_folder());
    case "too_early":
      return say(m.error_too_early(), m.safe_unchanged(), m.now_too_early());
    case "folder_in_use":
      return say(m.error_folder_in_use({ files: error.files }), m.safe_unchanged(), m.now_folder_in_use());
    case "no_scanner":
      return say(m.error_no_scanner(), m.safe_unchanged(), m.now_no_scanner());
    case "scanner": {
      const { happened, now } = deviceFault(error.fault);
      return say(happened, m.safe_unchanged(), now);
    }
    case "pages_not_ready":
      return say(m.error_pages_not_ready(), m.safe_pages(), m.now_pages_not_ready());
    case "not_a_document":
      return say(m.error_not_a_document(), m.safe_original(), m.now_not_a_document());
    case "document_refused":
      return explainRefusal(error.why);
    case "too_large":
      return say(m.problem_too_large(), m.safe_original(), m.now_too_large_pages());
    case "document_not_here":
      return say(m.error_document_not_here(), m.safe_unchanged(), m.now_document_not_here());
    case "document_held":
      return say(m.error_document_held(), m.safe_held(), m.now_document_held());
    case "document_unreadable":
      return say(m.error_document_unreadable(), m.safe_original(), m.now_document_unreadable());
    case "not_saved":
      return say(m.error_not_saved(), m.safe_unchanged(), m.now_not_saved());
    case "disk_full":
      return say(m.error_disk_full(), m.safe_before(), m.now_disk_full());
    case "wrong_key":
      return say(m.error_wrong_key(), m.safe_untouched_data(), m.now_tell_support());
    case "newer_database":
      return say(m.error_newer_database(), m.safe_untouched_data(), m.now_newer_database());
    case "internal":
      return say(m.error_internal(), m.safe_before(), m.now_internal());
  }
}

function explainRefusal(why: Refusal): Explanation {
  switch (why) {
    case "password":
      return say(m.error_refused_password(), m.safe_original(), m.now_refused_password());
    case "active":
      return say(m.error_refused_active(), m.safe_original(), m.now_refused_paper());
    case "link":
      return say(m.error_refused_link(), m.safe_original(), m.now_refused_paper());
    case "excessive":
      return say(m.error_refused_excessive(), m.safe_original(), m.now_refused_paper());
    case "virus":
      return say(m.error_refused_virus(), m.safe_original(), m.now_refused_virus());
    case "unchecked":
      return say(m.error_refused_unchecked(), m.safe_original(), m.now_refused_unchecked());
  }
}

export function explainFlaw(flaw: Flaw): string {
  switch (flaw) {
    case "length":
      return m.flaw_length();
    case "form":
      return m.flaw_form();
    case "date":
      return m.flaw_date();
    case "check_character":
      return m.flaw_check_character();
  }
}

/** Why Centrale refused, and what to do; also said in the outbox and on a refused booking. */
export function explainProblem(kind: ProblemKind): { happened: string; now: string } {
  const because = (happened: string, now: string) => ({ happened, now });
  switch (kind) {
    case "slot_taken":
      return because(m.problem_slot_taken(), m.now_other_slot());
    case "conflict":
      return because(m.problem_conflict(), m.now_conflict());
    case "forked":
    case "stale_contact":
      return because(m.problem_forked(), m.now_tell_support());
    case "slot_unknown":
      return because(m.problem_slot_unknown(), m.now_other_slot());
    case "slot_past":
      return because(m.problem_slot_past(), m.now_other_slot());
    case "appointment_unknown":
      return because(m.problem_appointment_unknown(), m.now_withdraw());
    case "appointment_closed":
      return because(m.error_appointment_closed(), m.now_withdraw());
    case "service_unknown":
      return because(m.problem_service_unknown(), m.now_other_service());
    case "document_unknown":
      return because(m.problem_document_unknown(), m.now_withdraw());
    case "virus_found":
      return because(m.error_document_held(), m.now_document_held());
    case "unchecked":
      return because(m.problem_unchecked(), m.now_unchecked());
    case "meeting_closed":
      return because(m.problem_meeting_closed(), m.now_meeting_not_open());
    case "digest_mismatch":
    case "offset_mismatch":
      return because(m.problem_damaged(), m.now_retry());
    case "too_large":
      return because(m.problem_too_large(), m.now_too_large());
    case "unauthorized":
    case "forbidden":
      return because(m.problem_forbidden(), m.now_tell_support());
    case "enrolment_code_invalid":
      return because(m.error_enrolment_code(), m.now_enrolment_code());
    case "upgrade_required":
      return because(m.problem_upgrade(), m.now_upgrade());
    case "too_many_requests":
    case "unavailable":
    case "in_progress":
      return because(m.problem_unavailable(), m.now_wait());
    case "not_found":
      return because(m.error_not_found(), m.now_not_found());
    case "ok":
    case "bad_request":
    case "fingerprint_mismatch":
    case "sequence_gap":
    case "internal":
      return because(m.problem_not_understood(), m.now_tell_support());
  }
}

const ofWhoActs = (word: string) => `${m.acting_title()}: ${word.toLowerCase()}`;

/** The labels of the fields that the core may name, as they stand on the screen. */
const FIELDS: Record<string, () => string> = {
  family_name: m.citizen_family_name,
  given_name: m.citizen_given_name,
  codice_fiscale: m.citizen_code,
  birth_date: m.citizen_birth_date,
  phone: m.citizen_phone,
  mismatch_reason: m.mismatch_reason,
  acting_family_name: () => ofWhoActs(m.citizen_family_name()),
  acting_given_name: () => ofWhoActs(m.citizen_given_name()),
  service_code: m.booking_why,
  papers: m.booking_papers,
  slot_ids: m.booking_when,
  mode: m.booking_when,
  follows: m.booking_title,
  privacy_notice_version: m.privacy_title,
  reason: m.field_reason,
  note: m.outcome_note,
  text: m.day_note_new,
  document_type: m.scanning_type,
  hide_under: m.supervision_month_under,
  pin: m.signin_pin,
  upload_limit: m.settings_line_label,
  clamd_socket: m.settings_antivirus_label,
};

/** A name that has no label here is kept to itself: it would be English. */
function explainField(field: string): string {
  const name = FIELDS[field]?.();
  return name ? m.error_field({ field: name }) : m.error_field_unnamed();
}
