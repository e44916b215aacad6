/** Which appointments of the day are shown; pure. */
import type { AppointmentState } from "../../backend/contract/AppointmentState";
import type { AppointmentSummary } from "../../backend/contract/AppointmentSummary";
import type { DeskDay } from "../../backend/contract/DeskDay";
import type { Mode } from "../../backend/contract/Mode";

/** What is looked for; empty: all. */
export interface Filter {
  desk: string;
  state: AppointmentState | "";
  /** The code of a reason. */
  service: string;
  mode: Mode | "";
}

export const MODES: Mode[] = ["video", "phone", "office"];

export const STATES: AppointmentState[] = [
  "provisional",
  "confirmed",
  "arrived",
  "called",
  "parked",
  "meeting_open",
  "outcome_missing",
  "held",
  "citizen_absent",
  "officer_absent",
  "technical_failure",
  "to_move",
  "cancelled",
  "refused",
];

export const isFiltered = (filter: Filter) => Object.values(filter).some((value) => value !== "");

/** The desks with what is looked for; `serviceName` is the name of the reason that is looked for. */
export function filtered(desks: DeskDay[], filter: Filter, serviceName: string): DeskDay[] {
  const fits = (one: AppointmentSummary) =>
    (filter.state === "" || one.state === filter.state) &&
    (filter.mode === "" || one.mode === filter.mode) &&
    (filter.service === "" || one.service_name === serviceName);
  return desks
    .filter((desk) => filter.desk === "" || desk.desk_id === filter.desk)
    .map((desk) => ({ ...desk, appointments: desk.appointments.filter(fits) }));
}

export const countOf = (desks: DeskDay[]) => desks.reduce((sum, desk) => sum + desk.appointments.length, 0);
