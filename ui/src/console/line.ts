/** The one state of an appointment as the officer sees it, and who has waited how long. */
import type { Appointment } from "../backend/contract/Appointment";
import type { AppointmentState } from "../backend/contract/AppointmentState";

/** What both a line of the day and the whole appointment have. */
export type Known = Pick<Appointment, "booking" | "arrived_at" | "called_at" | "parked_at" | "closing" | "meeting">;

/** The same words as at the desk; the officer has no "outcome missing", which is the desk's to do. */
export type LineState = Exclude<AppointmentState, "outcome_missing">;

export function lineState(known: Known): LineState {
  if (known.closing) return known.closing.outcome;
  if (known.booking === "cancelled" || known.booking === "refused" || known.booking === "to_move") return known.booking;
  if (isOpen(known)) return "meeting_open";
  if (known.parked_at) return "parked";
  if (known.called_at) return "called";
  if (known.arrived_at) return "arrived";
  return known.booking;
}

export function isOpen({ meeting }: Pick<Known, "meeting">): boolean {
  return Boolean(meeting.opened_at) && !meeting.closed_at;
}

/** Whole minutes that the citizen has been in the waiting room; absent when nobody waits. */
export function waitingMinutes(known: Known, now: number): number | null {
  if (lineState(known) !== "arrived" || !known.arrived_at) return null;
  return Math.max(0, Math.floor((now - Date.parse(known.arrived_at)) / 60_000));
}
