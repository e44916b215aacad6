/** What happened to an appointment, in plain sentences: who wanted it, when, and why. */
import type { Appointment } from "../../backend/contract/Appointment";
import type { Event } from "../../backend/contract/Event";
import type { Party } from "../../backend/contract/Party";
import { m } from "../../messages/messages.js";
import { dayShort, hour } from "../../shared/dates";
import { outcomeLook } from "../../shared/states";

export interface Happening {
  at: string;
  text: string;
  /** In the words of who did it; may be empty. */
  reason: string;
}

/** `mar 24 nov, 9:30` */
export const shortly = (when: string) => `${dayShort(when)}, ${hour(when)}`;

const PARTIES: Record<Party, () => string> = {
  citizen: m.day_party_citizen,
  counter: m.day_party_counter,
  inps: m.day_party_inps,
};

export function eventText(event: Event): string {
  const party = PARTIES[event.by]();
  switch (event.kind) {
    case "moved":
      return m.day_story_moved({ from: event.from ? shortly(event.from) : "?", party });
    case "cancelled":
      return m.day_story_cancelled({ party });
    case "withdrawn":
      return m.day_story_withdrawn();
  }
}

/** Oldest first. */
export function story(appointment: Appointment): Happening[] {
  const desk = appointment.desk_name;
  const booked = {
    at: appointment.booked_at,
    text: appointment.walk_in ? m.day_story_walk_in({ desk }) : m.day_story_booked({ desk }),
    reason: "",
  };
  const events = appointment.history.map((event) => ({ at: event.at, text: eventText(event), reason: event.reason }));
  const { closing } = appointment;
  const closed = closing
    ? [{ at: closing.at, text: m.day_story_closed({ outcome: outcomeLook(closing.outcome).word }), reason: "" }]
    : [];
  return [booked, ...events, ...closed];
}
