/** Free hours by day, in order. */
import type { OfferedSlot } from "../../backend/contract/OfferedSlot";
import { isoDay } from "../../shared/dates";

export interface Day {
  date: string;
  slots: OfferedSlot[];
}

export function byDay(slots: OfferedSlot[]): Day[] {
  const days = new Map<string, OfferedSlot[]>();
  for (const slot of slots) {
    const date = isoDay(slot.starts_at);
    days.set(date, [...(days.get(date) ?? []), slot]);
  }
  return [...days].map(([date, ofDay]) => ({ date, slots: ofDay }));
}
