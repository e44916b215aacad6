/** Words of the supervisor's screens that come together from several. */
import { m } from "../../messages/messages.js";
import { dayInWords, hour, isoDay } from "../../shared/dates";

/** How old what is here is. */
export function ageOf(asOf: string | null, now: Date): string {
  if (asOf === null) return m.supervision_age_never();
  if (isoDay(asOf) === isoDay(now)) return m.supervision_age({ time: hour(asOf) });
  return m.supervision_age_day({ when: `${dayInWords(asOf)}, ${hour(asOf)}` });
}

const monthYear = new Intl.DateTimeFormat("it-IT", { timeZone: "UTC", month: "long", year: "numeric" });

/** `ottobre 2026`, of any of its days. */
export const monthInWords = (day: string) => monthYear.format(new Date(`${day}T12:00:00Z`));

/** The first day of the month `months` after. */
export function addMonths(day: string, months: number): string {
  const at = new Date(`${day.slice(0, 7)}-01T12:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + months);
  return at.toISOString().slice(0, 10);
}
