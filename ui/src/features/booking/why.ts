/** Why no hour can be had, in a sentence. */
import type { Mode } from "../../backend/contract/Mode";
import type { SlotOffer } from "../../backend/contract/SlotOffer";
import { m } from "../../messages/messages.js";
import { dayAndMonth } from "../../shared/dates";

/** `mode`: how it is asked for, to name the first day of a window that begins later. */
export function whyNone(offer: SlotOffer, mode?: Mode): string {
  switch (offer.why_none ?? "all_taken") {
    case "not_known":
      return m.slots_none_not_known();
    case "no_window": {
      const begins = firstDay(offer, mode);
      return begins ? m.booking_none_begins({ day: dayAndMonth(begins) }) : m.slots_none_no_window();
    }
    case "not_in_force":
      return m.booking_none_not_in_force();
    case "closed":
      return closed(offer, mode);
    case "needs_contact":
      return m.booking_none_needs_contact();
    case "too_short":
      return m.slots_none_too_short();
    case "all_taken":
      return m.booking_none_all_taken();
  }
}

// Only the days on which a window would be.
function closed(offer: SlotOffer, mode: Mode | undefined): string {
  const weekdays = offer.windows.filter((window) => !mode || window.modes.includes(mode)).map((window) => window.weekday);
  const days = offer.closures.filter(({ date }) => date <= (offer.until ?? "") && weekdays.includes(weekday(date)));
  if (days.length === 0) return m.slots_none_closed();
  return m.booking_none_closed({ days: days.map(({ date, reason }) => `${dayAndMonth(date)}, ${reason}`).join("; ") });
}

/** 1 = Monday … 7 = Sunday. */
const weekday = (day: string) => new Date(`${day}T12:00:00Z`).getUTCDay() || 7;

function firstDay(offer: SlotOffer, mode: Mode | undefined): string | undefined {
  const last = offer.until ?? "";
  return offer.windows
    .filter((window) => !mode || window.modes.includes(mode))
    .map((window) => window.valid_from ?? "")
    .filter((day) => day > last)
    .sort()[0];
}
