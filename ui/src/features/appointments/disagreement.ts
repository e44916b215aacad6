/** What was done here and did not stand: in words, and whether doing it again can help. */
import type { Appointment } from "../../backend/contract/Appointment";
import type { Disagreement } from "../../backend/contract/Disagreement";
import { m } from "../../messages/messages.js";
import { explainProblem } from "../../shared/explain";
import { outcomeLook } from "../../shared/states";
import { kindWord } from "../outbox/words";
import { shortly } from "./story";

export function wanted(one: Disagreement): string {
  if (one.wanted_start) return m.day_both_move({ when: shortly(one.wanted_start) });
  if (one.wanted_outcome) return m.day_both_outcome({ outcome: outcomeLook(one.wanted_outcome).word });
  if (one.wanted_access.length > 0) return `${kindWord(one.kind)}: ${one.wanted_access.join(", ")}`;
  return one.kind === "cancel_appointment" ? m.day_both_cancel() : kindWord(one.kind);
}

export function why(one: Disagreement): string {
  return one.reason === "conflict" ? m.day_both_conflict() : `${m.day_both_refused()} ${explainProblem(one.reason).happened}`;
}

/** Whether it takes changes: an hour that is gone and an appointment that is over do not come back by insisting. */
const takesChanges = (appointment: Appointment) =>
  !appointment.closing && appointment.booking !== "cancelled" && appointment.booking !== "refused";

export function canInsist(one: Disagreement, appointment: Appointment): boolean {
  if (!takesChanges(appointment)) return false;
  return !["slot_taken", "slot_unknown", "slot_past", "appointment_closed", "appointment_unknown"].includes(one.reason);
}

/** Whether another hour is what is needed. */
export function needsHour(one: Disagreement, appointment: Appointment): boolean {
  return one.kind === "move_appointment" && takesChanges(appointment);
}
