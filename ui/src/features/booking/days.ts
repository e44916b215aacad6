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

/** A place on the screen. */
interface Spot {
  x: number;
  y: number;
}

/** Which of the spots, in reading order, a key leads to from one of them: an arrow to what the eye sees there. */
export function led(spots: readonly Spot[], from: number, key: string): number | undefined {
  const here = spots[from];
  if (!here) return undefined;
  const nearest = (rows: number[], pick: (...ys: number[]) => number) => {
    const y = pick(...rows.map((at) => spots[at]!.y));
    const row = rows.filter((at) => spots[at]!.y === y);
    return row.sort((a, b) => Math.abs(spots[a]!.x - here.x) - Math.abs(spots[b]!.x - here.x))[0];
  };
  const all = spots.map((_, at) => at);
  switch (key) {
    case "ArrowLeft":
      return from > 0 ? from - 1 : undefined;
    case "ArrowRight":
      return from + 1 < spots.length ? from + 1 : undefined;
    case "ArrowUp":
      return nearest(all.filter((at) => spots[at]!.y < here.y), Math.max);
    case "ArrowDown":
      return nearest(all.filter((at) => spots[at]!.y > here.y), Math.min);
    case "Home":
      return 0;
    case "End":
      return spots.length - 1;
    default:
      return undefined;
  }
}
