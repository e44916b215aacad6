/** Free hours by day, in order. */
import type { Slot } from "../../backend/contract/Slot";
import { isoDay } from "../../shared/dates";

export interface Day {
  date: string;
  slots: Slot[];
}

export function byDay(slots: Slot[]): Day[] {
  const days = new Map<string, Slot[]>();
  for (const slot of slots) {
    const date = isoDay(slot.starts_at);
    days.set(date, [...(days.get(date) ?? []), slot]);
  }
  return [...days].map(([date, ofDay]) => ({ date, slots: ofDay }));
}
