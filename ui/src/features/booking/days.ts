/** Free hours by day, in order, and the closed days between them. */
import type { Closure } from "../../backend/contract/Closure";
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

/** A day with free hours, or a closed one with its reason. */
export type Row = Day | { date: string; closed: string };

/** The first `count` days with free hours, and the closed days from `today` to the last of them. */
export function rowsOf(days: Day[], closures: readonly Closure[], today: string, count: number): Row[] {
  const shown = days.slice(0, count);
  const last = shown.at(-1)?.date ?? "";
  const closed = closures
    .filter(({ date }) => date >= today && date <= last && !shown.some((day) => day.date === date))
    .map(({ date, reason }) => ({ date, closed: reason }));
  return [...shown, ...closed].sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** Where an arrow leads from one hour: within the day, or to the nearest hour of the day before or after. */
export function neighbour(days: Day[], from: OfferedSlot, key: string): OfferedSlot | undefined {
  const row = days.findIndex((day) => day.slots.includes(from));
  const day = days[row];
  if (!day) return undefined;
  const at = day.slots.indexOf(from);
  switch (key) {
    case "ArrowLeft":
      return day.slots[at - 1] ?? days[row - 1]?.slots.at(-1);
    case "ArrowRight":
      return day.slots[at + 1] ?? days[row + 1]?.slots[0];
    case "ArrowUp":
      return beside(days[row - 1], at);
    case "ArrowDown":
      return beside(days[row + 1], at);
    case "Home":
      return day.slots[0];
    case "End":
      return day.slots.at(-1);
    default:
      return undefined;
  }
}

const beside = (day: Day | undefined, at: number) => day?.slots[Math.min(at, day.slots.length - 1)];
