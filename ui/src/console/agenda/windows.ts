/** A weekly window in words. */
import type { Window } from "../../backend/contract/Window";
import { m } from "../../messages/messages.js";
import { addDays, dayPlain, isoDay } from "../../shared/dates";
import type { Look } from "../../shared/tone";
import type { Span } from "../api";
import { modeLook } from "../marks";

const weekdays = new Intl.DateTimeFormat("it-IT", { weekday: "long", timeZone: "UTC" });
// A Monday: day 1 of a week is the day after this one.
const SUNDAY = Date.UTC(2026, 10, 22);
const DAY_MS = 86_400_000;

/** `lunedì` for 1 … `domenica` for 7. */
export const weekdayName = (weekday: number) => weekdays.format(SUNDAY + weekday * DAY_MS);

/** `lunedì, dalle 09:00 alle 12:00` */
export function windowWords(window: Window): string {
  return m.console_agenda_window({ weekday: weekdayName(window.weekday), from: window.from, to: window.to });
}

/** `appuntamenti da 30 minuti, 2 funzionari, Videochiamata, Telefonata` */
export function windowCapacity(window: Window): string {
  return [
    m.console_agenda_window_slots({ minutes: window.slot_minutes }),
    m.console_agenda_window_seats({ count: window.seats }),
    ...window.modes.map((mode) => modeLook(mode).word),
  ].join(", ");
}

/** `dal 08/12/2026` */
export function windowValidity({ valid_from: from, valid_to: to }: Window): string {
  if (from && to) return m.console_agenda_window_from_to({ from: dayPlain(from), to: dayPlain(to) });
  if (from) return m.console_agenda_window_from({ from: dayPlain(from) });
  return to ? m.console_agenda_window_to({ to: dayPlain(to) }) : m.console_agenda_window_always();
}

/** That it has not begun, or that its end is known; absent for one that simply holds. `today`: `2026-12-01`. */
export function windowStanding({ valid_from: from, valid_to: to }: Window, today: string): Look | undefined {
  if (from && from > today) return { tone: "info", icon: "clock", word: m.console_agenda_window_later() };
  return to ? { tone: "warn", icon: "minus-circle", word: m.console_agenda_window_ends() } : undefined;
}

/** Where it is written, and when that was last looked at. */
export function sourceWords({ source, checked_on: checked }: { source: string; checked_on?: string | null }): string {
  if (!source) return m.console_agenda_source_none();
  return checked ? m.console_agenda_source_checked({ source, date: dayPlain(checked) }) : m.console_agenda_source({ source });
}

/** What an administrator is most often asked about. */
export function tomorrowMorning(): Span {
  const day = addDays(isoDay(new Date()), 1);
  return { from: `${day}T09:00`, to: `${day}T12:00`, seat: null };
}
