/** A day as people write it, in one field: no engine shows its own date field in Italian everywhere. */

const WRITTEN = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/;
const DIGITS = /^(\d{2})(\d{2})(\d{4})$/;

/** `15/05/1962`, `15.5.1962` or `15051962` as `1962-05-15`; empty for a day that does not exist. */
export function readDay(text: string): string {
  const [, day = "", month = "", year = ""] = WRITTEN.exec(text.trim()) ?? DIGITS.exec(text.trim()) ?? [];
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const at = new Date(`${iso}T12:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : "";
}
