/** The week of the agenda begins on Monday. */
import { addDays } from "../../shared/dates";

export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}
