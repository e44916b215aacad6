/** What a trouble of the console means to the officer: what happened and what to do now. */
import { m } from "../messages/messages.js";
import type { Trouble } from "./api";

export interface Said {
  happened: string;
  /** What has not been lost by it; empty where nothing was being changed. */
  safe: string;
  now: string;
}

/** Where it happened: a wrong password is not a session that ended, and a wrong day is not a wrong document. */
export type At = "sign-in" | "code" | "page" | "send" | "verdict" | "ask" | "agenda" | "window" | "restoration";

const said = (happened: string, now: string, safe = ""): Said => ({ happened, safe, now });

export function say(trouble: Trouble, at: At = "page"): Said {
  if (at === "agenda" || at === "window" || at === "restoration") {
    const own = (at === "window" && sayOfWindow(trouble)) || (at === "restoration" && sayOfRestoration(trouble)) || sayOfAgenda(trouble);
    if (own) return own;
  }
  const own = (at === "verdict" || at === "ask") && sayOfDecision(trouble, at);
  if (own) return own;
  switch (trouble.kind) {
    case "unreachable":
      return said(m.console_unreachable(), m.console_unreachable_now());
    case "unauthorized":
      if (at === "code") return said(m.console_code_wrong(), m.console_code_wrong_now());
      return at === "sign-in" ? said(m.console_wrong(), m.console_wrong_now()) : said(m.console_unauthorized(), m.console_ended());
    case "forbidden":
      return said(m.console_forbidden(), m.console_forbidden_now());
    case "too_many_requests":
      return said(m.console_too_many(), m.console_too_many_now({ minutes: Math.max(1, Math.ceil((trouble.retryAfter ?? 60) / 60)) }));
    case "not_found":
    case "appointment_unknown":
    case "document_unknown":
    case "service_unknown":
      return said(m.console_not_found(), m.console_not_found_now());
    case "too_large":
      return said(m.console_too_large(), m.console_too_large_now());
    case "bad_request":
      return said(m.console_not_a_document(), m.console_not_a_document_now());
    case "virus_found":
      return said(
        m.console_virus(),
        at === "send" ? m.console_virus_send_now() : m.console_virus_now(),
        at === "send" ? m.console_virus_send_safe() : m.console_virus_safe(),
      );
    case "unchecked":
      return said(m.console_unchecked(), m.console_unchecked_now(), at === "send" ? m.console_virus_send_safe() : m.console_unchecked_safe());
    case "appointment_closed":
    case "meeting_closed":
    case "slot_past":
      return said(m.console_closed(), m.console_closed_now());
    case "unavailable":
    case "in_progress":
    case "upgrade_required":
      return said(m.console_busy(), m.console_busy_now());
    case "ok":
    case "internal":
    case "enrolment_code_invalid":
    case "fingerprint_mismatch":
    case "sequence_gap":
    case "forked":
    case "stale_contact":
    case "conflict":
    case "offset_mismatch":
    case "digest_mismatch":
    case "slot_taken":
    case "slot_unknown":
      return said(m.console_fault(), m.console_fault_now());
    default:
      // A kind of a newer Centrale; one of this version without its sentence does not compile.
      trouble.kind satisfies never;
      return said(m.console_fault(), m.console_fault_now());
  }
}

/** A decision or a request is words, not a file. */
function sayOfDecision(trouble: Trouble, at: "verdict" | "ask"): Said | undefined {
  switch (trouble.kind) {
    case "bad_request":
      return said(m.console_words_bad(), m.console_words_bad_now(), m.console_words_bad_safe());
    case "conflict":
      return said(m.console_verdict_conflict(), m.console_verdict_conflict_now(), m.console_verdict_conflict_safe());
    case "not_found":
      return at === "ask" ? said(m.console_ask_gone(), m.console_ask_gone_now()) : undefined;
    default:
      return undefined;
  }
}

function sayOfAgenda(trouble: Trouble): Said | undefined {
  switch (trouble.kind) {
    case "unreachable":
      return said(m.console_unreachable(), m.console_agenda_unreachable_now(), m.console_agenda_unreachable_safe());
    case "bad_request":
      return said(m.console_agenda_bad(), m.console_agenda_bad_now(), m.console_agenda_safe());
    case "conflict":
      return said(m.console_agenda_conflict(), m.console_agenda_conflict_now(), m.console_agenda_safe());
    case "forbidden":
      return said(m.console_forbidden(), m.console_agenda_forbidden_now(), m.console_agenda_safe());
    case "not_found":
      return said(m.console_agenda_not_found(), m.console_agenda_not_found_now(), m.console_agenda_safe());
    default:
      return undefined;
  }
}

function sayOfWindow(trouble: Trouble): Said | undefined {
  switch (trouble.kind) {
    case "bad_request":
      return said(m.console_window_bad(), m.console_window_bad_now(), m.console_agenda_safe());
    case "conflict":
      return said(m.console_window_conflict(), m.console_window_conflict_now(), m.console_agenda_safe());
    default:
      return undefined;
  }
}

function sayOfRestoration(trouble: Trouble): Said | undefined {
  if (trouble.kind !== "bad_request") return undefined;
  return said(m.console_restoration_none(), m.console_restoration_none_now(), m.console_agenda_safe());
}
