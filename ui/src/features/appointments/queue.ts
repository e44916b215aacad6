/** Where the citizen is in the queue: what can be done next, and since when. */
import type { AppointmentState } from "../../backend/contract/AppointmentState";
import type { Mode } from "../../backend/contract/Mode";
import type { QueueStep } from "../../backend/contract/QueueStep";
import { m } from "../../messages/messages.js";
import { hour, isoDay, minutesBetween } from "../../shared/dates";
import type { IconName } from "../../shared/tone";

export type Step = QueueStep | "arrived";

/** Whether the citizen is expected at this counter on the day `today`: not for a call at home or at the INPS office. */
export const comesToday = (it: { mode: Mode; starts_at: string }, today: string) =>
  it.mode === "video" && isoDay(it.starts_at) === today;

/** The useful one first. `comes`: whether the citizen is expected here today. */
export function stepsOf(state: AppointmentState, comes: boolean): Step[] {
  switch (state) {
    case "provisional":
    case "confirmed":
      return comes ? ["arrived"] : [];
    case "arrived":
      return ["called", "parked", "not_arrived"];
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
    case "not_arrived":
      return { word: m.day_not_arrived_after_all(), icon: "close" };
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
