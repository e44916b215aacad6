/** Frozen hours as an administrator chooses among them: by day, one entry a start. */
import { m } from "../../messages/messages.js";
import { hour, isoDay } from "../../shared/dates";

export interface FrozenDay {
  /** `2026-12-09` */
  day: string;
  hours: { start: string; word: string }[];
}

/** `starts` has one entry a slot; two INPS desks at the same hour are one choice. */
export function frozenDays(starts: string[]): FrozenDay[] {
  const days = new Map<string, Map<string, number>>();
  for (const start of starts) {
    const day = days.get(isoDay(start)) ?? new Map<string, number>();
    day.set(start, (day.get(start) ?? 0) + 1);
    days.set(isoDay(start), day);
  }
  return [...days].map(([day, hours]) => ({
    day,
    hours: [...hours].map(([start, count]) => ({ start, word: word(hour(start), count) })),
  }));
}

function word(time: string, count: number): string {
  return count === 1 ? time : m.console_desks_frozen_places({ time, count });
}
