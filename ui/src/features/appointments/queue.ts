/** Where the citizen is in the queue: what can be done next, and since when. */
import type { AppointmentState } from "../../backend/contract/AppointmentState";
import type { QueueStep } from "../../backend/contract/QueueStep";
import { m } from "../../messages/messages.js";
import { hour, minutesBetween } from "../../shared/dates";
import type { IconName } from "../../shared/tone";

export type Step = QueueStep | "arrived";

/** The useful one first. */
export function stepsOf(state: AppointmentState): Step[] {
  switch (state) {
    case "provisional":
    case "confirmed":
      return ["arrived"];
    case "arrived":
      return ["called", "parked"];
    case "called":
      return ["parked", "returned"];
    case "parked":
      return ["returned", "called"];
    default:
      return [];
  }
}

export function stepWord(step: Step): { word: string; icon: IconName } {
  switch (step) {
    case "arrived":
      return { word: m.mark_arrived(), icon: "user" };
    case "called":
      return { word: m.day_call(), icon: "arrow-right-circle" };
    case "parked":
      return { word: m.day_park(), icon: "clock" };
    case "returned":
      return { word: m.day_return(), icon: "arrow-left" };
  }
}

interface Times {
  arrived_at?: string | null;
  called_at?: string | null;
  parked_at?: string | null;
}

/** `arrivato alle 9:02`, `chiamato alle 9:10`, in the order in which it happened. */
export function queueTimes(times: Times): string[] {
  const said: string[] = [];
  if (times.arrived_at) said.push(m.day_arrived_at({ hour: hour(times.arrived_at) }));
  if (times.called_at) said.push(m.day_called_at({ hour: hour(times.called_at) }));
  if (times.parked_at) said.push(m.day_parked_at({ hour: hour(times.parked_at) }));
  return said;
}

/** Minutes that somebody who has come and was not called has waited; absent for all others. */
export function waitedMinutes(state: AppointmentState, times: Times, now: Date): number | undefined {
  return state === "arrived" && times.arrived_at ? minutesBetween(times.arrived_at, now) : undefined;
}
