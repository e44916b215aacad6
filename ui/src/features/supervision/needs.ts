/** What of a day needs a person, what it adds up to, and how its hours are laid out; pure. */
import type { AppointmentState } from "../../backend/contract/AppointmentState";
import type { AppointmentSummary } from "../../backend/contract/AppointmentSummary";
import type { DeskDay } from "../../backend/contract/DeskDay";
import { hour } from "../../shared/dates";

const SOON_MS = 60 * 60_000;

export type NeedKind = "outcome" | "refused" | "to_move" | "provisional" | "papers" | "unopened";

export interface Need {
  kind: NeedKind;
  appointment: AppointmentSummary;
}

/** Why an appointment needs a person now; absent if it does not. The first that fits, worst first. */
export function needOf(appointment: AppointmentSummary, now: Date): NeedKind | null {
  const { state } = appointment;
  const until = Date.parse(appointment.starts_at) - now.getTime();
  const soon = until <= SOON_MS && until > -appointment.minutes * 60_000;
  if (state === "refused") return "refused";
  if (state === "to_move") return "to_move";
  if (state === "outcome_missing") return "outcome";
  if (state === "provisional" && soon) return "provisional";
  const before = state === "provisional" || state === "confirmed" || state === "arrived";
  if (before && soon && appointment.papers_missing.length > 0) return "papers";
  return appointment.unopened > 0 && state !== "cancelled" ? "unopened" : null;
}

/** All needs of some appointments, the earliest first. */
export function needs(appointments: AppointmentSummary[], now: Date): Need[] {
  return appointments
    .flatMap((appointment) => {
      const kind = needOf(appointment, now);
      return kind === null ? [] : [{ kind, appointment }];
    })
    .sort((a, b) => Date.parse(a.appointment.starts_at) - Date.parse(b.appointment.starts_at));
}

export type Total = "all" | "held" | "open" | "outcome" | "absent" | "failed" | "moved";

/** The day in numbers; every appointment counts once beside `all`. What was refused never was one: only its own desk knows of it. */
export function totals(desks: DeskDay[]): Record<Total, number> {
  const sums: Record<Total, number> = { all: 0, held: 0, open: 0, outcome: 0, absent: 0, failed: 0, moved: 0 };
  for (const { state } of desks.flatMap((desk) => desk.appointments)) {
    if (state === "refused") continue;
    sums.all += 1;
    sums[totalOf(state)] += 1;
  }
  return sums;
}

function totalOf(state: Exclude<AppointmentState, "refused">): Exclude<Total, "all"> {
  switch (state) {
    case "held":
      return "held";
    case "provisional":
    case "confirmed":
    case "arrived":
    case "meeting_open":
    case "called":
    case "parked":
      return "open";
    case "outcome_missing":
      return "outcome";
    case "citizen_absent":
    case "officer_absent":
      return "absent";
    case "technical_failure":
      return "failed";
    case "to_move":
    case "cancelled":
      return "moved";
  }
}

/** The hours of Rome in which anything happens at any desk, without holes: `[9, 10, 11]`. */
export function hours(desks: DeskDay[]): number[] {
  const used = desks.flatMap((desk) => desk.appointments.map(hourOf));
  if (used.length === 0) return [];
  const first = Math.min(...used);
  return Array.from({ length: Math.max(...used) - first + 1 }, (_, at) => first + at);
}

export function inHour(desk: DeskDay, of: number): AppointmentSummary[] {
  return desk.appointments
    .filter((appointment) => hourOf(appointment) === of)
    .sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
}

function hourOf(appointment: AppointmentSummary): number {
  return Number(hour(appointment.starts_at).split(":")[0]);
}
