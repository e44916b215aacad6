/** How figures, periods and dates of the welfare data are written in Italian. */
import { m } from "../../messages/messages.js";
import { isoDay } from "../../shared/dates";
import type { Figure, Series } from "./series";

const DAY_MS = 86_400_000;

/** A number with the decimals of its indicator: `1.234,5`. */
export function number(value: number, decimals: number): string {
  return new Intl.NumberFormat("it-IT", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    useGrouping: "always",
  }).format(value);
}

/** A figure as the table writes it. */
export function figure(value: Figure, series: Series): string {
  if (value === "protected") return m.welfare_protected();
  if (value === "absent") return m.welfare_absent();
  return number(value, series.decimals);
}

/** `2022`, `marzo 2022`, `1º trim. 2022`. */
export function period(code: string): string {
  const [year = code, part] = code.split("-");
  if (part === undefined) return year;
  const quarter = /^Q([1-4])$/.exec(part)?.[1];
  if (quarter !== undefined) return m.welfare_quarter({ quarter, year });
  return monthName(year, part) ?? code;
}

/** A period under the axis, where there is little room: `2022`, `mar 22`. */
export function shortPeriod(code: string, asYear: boolean): string {
  const [year = code, month] = code.split("-");
  if (asYear || month === undefined) return year;
  if (month.startsWith("Q")) return period(code);
  const day = new Date(`${code}-15T12:00:00Z`);
  return new Intl.DateTimeFormat("it-IT", { month: "short", year: "2-digit", timeZone: "UTC" }).format(day);
}

/** `nel 2022`, `a marzo 2022`, `nel 1º trimestre 2022`. */
export function inPeriod(code: string): string {
  const [year = code, part] = code.split("-");
  if (part === undefined) return m.welfare_in_year({ year });
  const quarter = /^Q([1-4])$/.exec(part)?.[1];
  if (quarter !== undefined) return m.welfare_in_quarter({ quarter, year });
  return m.welfare_in_month({ month: monthName(year, part) ?? code });
}

function monthName(year: string, month: string): string | null {
  if (!/^(0[1-9]|1[0-2])$/.test(month)) return null;
  const day = new Date(Date.UTC(Number(year), Number(month) - 1, 15));
  return new Intl.DateTimeFormat("it-IT", { month: "long", year: "numeric", timeZone: "UTC" }).format(day);
}

/** `12 novembre 2026`, in Europe/Rome for an instant, as written for a date. */
export function longDate(text: string): string {
  const day = text.length === 10 ? new Date(`${text}T12:00:00Z`) : new Date(text);
  return new Intl.DateTimeFormat("it-IT", { day: "numeric", month: "long", year: "numeric", timeZone: "Europe/Rome" }).format(day);
}

/** `verificati 3 giorni fa`, counting midnights of Europe/Rome. */
export function checked(at: string | null, now: Date): string {
  if (at === null) return m.welfare_checked_never();
  const days = Math.max(0, Math.round((Date.parse(isoDay(now)) - Date.parse(isoDay(at))) / DAY_MS));
  if (days === 0) return m.welfare_checked_today();
  if (days === 1) return m.welfare_checked_yesterday();
  return m.welfare_checked_days({ days: String(days) });
}
