/** The appointment that a citizen at the counter most likely comes for. */
import type { AppointmentState } from "../../backend/contract/AppointmentState";
import type { AppointmentSummary } from "../../backend/contract/AppointmentSummary";

const STANDING: ReadonlySet<AppointmentState> = new Set<AppointmentState>([
  "provisional",
  "confirmed",
  "arrived",
  "called",
  "parked",
  "meeting_open",
  "to_move",
]);

/** Those that stand and are not over, in order. */
export const standing = (appointments: readonly AppointmentSummary[]): AppointmentSummary[] =>
  appointments.filter((one) => STANDING.has(one.state)).sort((a, b) => a.starts_at.localeCompare(b.starts_at));

export const nextOf = (appointments: readonly AppointmentSummary[]): AppointmentSummary | undefined => standing(appointments)[0];
