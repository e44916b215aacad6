/** Which appointments of the day are shown; pure. */
import type { AppointmentState } from "../../backend/contract/AppointmentState";
import type { AppointmentSummary } from "../../backend/contract/AppointmentSummary";
import type { DeskDay } from "../../backend/contract/DeskDay";
import type { Mode } from "../../backend/contract/Mode";
import type { Service } from "../../backend/contract/Service";
import { m } from "../../messages/messages.js";
import { dayPlain } from "../../shared/dates";

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

/** Codes and names of the reasons; of two with one name the later says from when it holds. */
export const reasonNames = (services: readonly Service[]): [string, string][] =>
  services.map(({ code, plain_name, valid_from }) => {
    const isOne = services.filter((other) => other.plain_name === plain_name).length === 1;
    return [code, isOne || !valid_from ? plain_name : m.supervision_filter_service_from({ name: plain_name, day: dayPlain(valid_from) })];
  });

export const isFiltered = (filter: Filter) => Object.values(filter).some((value) => value !== "");

/** The desks with what is looked for. */
export function filtered(desks: DeskDay[], filter: Filter): DeskDay[] {
  const fits = (one: AppointmentSummary) =>
    (filter.state === "" || one.state === filter.state) &&
    (filter.mode === "" || one.mode === filter.mode) &&
    (filter.service === "" || one.service_code === filter.service);
  return desks
    .filter((desk) => filter.desk === "" || desk.desk_id === filter.desk)
    .map((desk) => ({ ...desk, appointments: desk.appointments.filter(fits) }));
}

export const countOf = (desks: DeskDay[]) => desks.reduce((sum, desk) => sum + desk.appointments.length, 0);
