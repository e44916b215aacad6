/** Whether the meeting can be opened now, in words, with what to do while it cannot. */
import type { Door } from "../../backend/contract/Door";
import { m } from "../../messages/messages.js";
import { dayInWords, hour, isoDay } from "../../shared/dates";
import type { Tone } from "../../shared/tone";

export interface DoorWords {
  tone: Tone;
  says: string;
  now: string;
}

export function doorWords(door: Door, officerHere: boolean, today: string): DoorWords {
  switch (door.name) {
    case "open":
      return { tone: "good", says: officerHere ? m.meeting_open() : m.meeting_ready_link(), now: "" };
    case "later": {
      const at = hour(door.from);
      const says = isoDay(door.from) === today ? m.meeting_later({ hour: at }) : m.meeting_later_day({ day: dayInWords(door.from), hour: at });
      return { tone: "neutral", says, now: "" };
    }
    case "waits_for_officer":
      return { tone: "warn", says: m.meeting_waits_officer(), now: m.meeting_waits_officer_now() };
    case "over":
      return { tone: "warn", says: m.meeting_over({ hour: hour(door.until) }), now: m.meeting_over_now() };
    case "ended":
      return { tone: "neutral", says: m.meeting_ended(), now: m.meeting_ended_now() };
    case "none":
      return { tone: "neutral", says: "", now: "" };
  }
}

/** The host of a link, for the clerk to read; the program opens none that it has not checked itself. */
export function hostOf(link: string): string {
  return URL.canParse(link) ? new URL(link).host : "";
}
