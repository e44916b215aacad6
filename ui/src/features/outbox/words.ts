/** The words of what waits to be sent: its kind and its state. */
import type { OutboxEntry } from "../../backend/contract/OutboxEntry";
import type { RequestsOnly } from "../../backend/contract/RequestsOnly";
import { m } from "../../messages/messages.js";
import type { Look } from "../../shared/tone";

/** How far an entry is, as a machine code. */
export type EntryState = "parked" | "held_back" | "waiting";

export function entryState(entry: OutboxEntry): EntryState {
  if (entry.parked) return "parked";
  return entry.held_back ? "held_back" : "waiting";
}

export function entryLook(state: EntryState): Look {
  switch (state) {
    case "parked":
      return { tone: "bad", icon: "warning-circle", word: m.outbox_state_parked() };
    case "held_back":
      return { tone: "warn", icon: "locked", word: m.outbox_state_held() };
    case "waiting":
      return { tone: "neutral", icon: "clock", word: m.outbox_state_waiting() };
  }
}

/** Why a desk takes requests only: what happened, what is safe, what to do now. */
export function promiseWords(why: RequestsOnly): { happened: string; safe: string; now: string } {
  const safe = m.day_promise_safe();
  switch (why) {
    case "rolled_back":
      return { happened: m.day_promise_rolled_back(), safe: m.day_promise_safe_rolled_back(), now: m.day_promise_wait() };
    case "copied":
      return { happened: m.day_promise_copied(), safe, now: m.day_promise_call() };
    case "quarantined":
      return { happened: m.day_promise_quarantined(), safe: m.day_promise_safe_quarantined(), now: m.day_promise_call() };
  }
}

/** The kind is open on the wire: a newer core may have more. */
export function kindWord(kind: string): string {
  switch (kind) {
    case "book_appointment":
      return m.outbox_kind_book();
    case "set_papers":
      return m.outbox_kind_papers();
    case "mark_arrived":
      return m.outbox_kind_arrived();
    case "add_document":
      return m.outbox_kind_document();
    case "document_bytes":
      return m.outbox_kind_bytes();
    case "open_document":
      return m.outbox_kind_opened();
    case "record_outcome":
      return m.outbox_kind_outcome();
    case "cancel_appointment":
      return m.outbox_kind_cancel();
    case "move_appointment":
      return m.day_kind_move();
    case "step_in_queue":
      return m.day_kind_step();
    case "add_note":
      return m.day_kind_note();
    case "attest":
      return m.outbox_kind_attest();
    case "set_meeting_access":
      return m.outbox_kind_access();
    case "wish_earlier":
      return m.day_kind_wish();
    default:
      return m.outbox_kind_other();
  }
}
