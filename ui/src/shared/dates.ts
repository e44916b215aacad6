/** Days and hours in Italian words, always as the counter's clock shows them (Europe/Rome). */
const ZONE = "Europe/Rome";
const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("it-IT", { timeZone: ZONE, ...options });

const longDay = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const shortDay = format({ weekday: "short", day: "numeric", month: "short" });
const dayMonth = format({ weekday: "long", day: "numeric", month: "long" });
const plain = format({ day: "2-digit", month: "2-digit", year: "numeric" });
const clock = format({ hour: "numeric", minute: "2-digit", hourCycle: "h23" });
const isoParts = format({ year: "numeric", month: "2-digit", day: "2-digit" });

// A date without an hour is a day of the calendar: noon is that day in every zone near.
const moment = (when: string | Date) =>
  when instanceof Date ? when : new Date(when.length === 10 ? `${when}T12:00:00Z` : when);

/** `martedì 24 novembre 2026` */
export const dayInWords = (when: string | Date) => longDay.format(moment(when));
/** `martedì 24 novembre` */
export const dayAndMonth = (when: string | Date) => dayMonth.format(moment(when));
/** `mar 24 nov` */
export const dayShort = (when: string | Date) => shortDay.format(moment(when));
/** `24/11/2026` */
export const dayPlain = (when: string | Date) => plain.format(moment(when));
/** `9:30` */
export const hour = (when: string | Date) => clock.format(moment(when));
/** `2026-11-24`, the day in Rome. Put together from its parts: no locale writes it so in every engine. */
export function isoDay(when: string | Date): string {
  const parts = isoParts.formatToParts(moment(when));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** The day `days` after, as `2026-11-24`. */
export function addDays(day: string, days: number): string {
  const at = moment(day);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** Whole minutes from `from` to `to`, never below zero. */
export const minutesBetween = (from: string, to: Date) => Math.max(0, Math.floor((to.getTime() - Date.parse(from)) / 60_000));

/** Whole years of age on the day `today` of someone born on `birth`. */
export function ageOn(birth: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
  return today.slice(5) < birth.slice(5) ? years - 1 : years;
}

/** `1:05:09` or `05:09`: how long something has lasted, for a timer. */
export function duration(seconds: number): string {
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  return (hours ? `${hours}:` : "") + `${two((whole % 3600) / 60)}:${two(whole % 60)}`;
}
