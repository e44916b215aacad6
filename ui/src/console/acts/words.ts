/** A written act in words. It names bookings by number and hour, never citizens. */
import { m } from "../../messages/messages.js";
import { dayInWords, hour, isoDay } from "../../shared/dates";
import type { ActKind } from "../contract/ActKind";

export function kindWords(kind: ActKind): string {
  switch (kind) {
    case "desk_lost":
      return m.console_acts_kind_desk_lost();
    case "desk_back":
      return m.console_acts_kind_desk_back();
    case "desk_twice":
      return m.console_acts_kind_desk_twice();
    case "desk_copied":
      return m.console_acts_kind_desk_copied();
    case "promises_missing":
      return m.console_acts_kind_promises_missing();
    case "promise_broken":
      return m.console_acts_kind_promise_broken();
    case "slots_claimed":
      return m.console_acts_kind_slots_claimed();
    case "desk_renewed":
      return m.console_acts_kind_desk_renewed();
    case "code_made":
      return m.console_acts_kind_code_made();
    case "slots_released":
      return m.console_acts_kind_slots_released();
    case "window_withdrawn":
      return m.console_acts_kind_window_withdrawn();
    case "hours_restored":
      return m.console_acts_kind_hours_restored();
    case "window_opened":
      return m.console_acts_kind_window_opened();
    case "window_ended":
      return m.console_acts_kind_window_ended();
    case "day_closed":
      return m.console_acts_kind_day_closed();
    case "day_reopened":
      return m.console_acts_kind_day_reopened();
  }
}

/** Whether the bookings that it names are to be moved; else they may be doubled by what a desk promised. */
export function isOfHours(kind: ActKind): boolean {
  return kind === "window_withdrawn" || kind === "window_ended" || kind === "day_closed";
}

/** Whether an act without bookings must say that there are none. */
export function namesBookings(kind: ActKind): boolean {
  return isOfHours(kind) || kind === "desk_lost" || kind === "desk_twice" || kind === "slots_claimed" || kind === "desk_renewed";
}

export function authorWords(author: string): string {
  return author === "centrale" ? m.console_acts_author_centrale() : author;
}

/** `mercoledì 9 dicembre 2026: 9:00, 9:30`, a line a day. */
export function hoursByDay(starts: string[]): string[] {
  const days = new Map<string, Set<string>>();
  for (const start of starts) {
    const hours = days.get(isoDay(start)) ?? new Set();
    days.set(isoDay(start), hours.add(hour(start)));
  }
  return [...days].map(([day, hours]) => m.console_acts_hours({ day: dayInWords(day), hours: [...hours].join(", ") }));
}
