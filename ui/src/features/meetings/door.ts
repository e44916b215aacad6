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

/** What the desk knows around the door. */
export interface AroundDoor {
  /** The officer has the room open. */
  officerHere: boolean;
  today: string;
  /** INPS has not confirmed the hour yet. */
  provisional: boolean;
  /** Without the line nobody here can see whether the officer opened. */
  offline: boolean;
}

export function doorWords(door: Door, { officerHere, today, provisional, offline }: AroundDoor): DoorWords {
  switch (door.name) {
    case "open":
      return { tone: "good", says: officerHere ? m.meeting_open() : m.meeting_ready_link(), now: "" };
    case "later": {
      const at = hour(door.from);
      const says = isoDay(door.from) === today ? m.meeting_later({ hour: at }) : m.meeting_later_day({ day: dayInWords(door.from), hour: at });
      return { tone: "neutral", says, now: "" };
    }
    case "waits_for_officer":
      if (offline) return { tone: "warn", says: m.meeting_unseen(), now: m.meeting_unseen_now() };
      return { tone: "warn", says: m.meeting_waits_officer(), now: m.meeting_waits_officer_now() };
    case "over":
      return { tone: "warn", says: m.meeting_over({ hour: hour(door.until) }), now: m.meeting_over_now() };
    case "ended":
      return { tone: "neutral", says: m.meeting_ended(), now: m.meeting_ended_now() };
    case "none":
      return provisional
        ? { tone: "neutral", says: m.meeting_provisional(), now: m.meeting_provisional_now() }
        : { tone: "neutral", says: m.meeting_none(), now: "" };
  }
}

/** The host of a link, for the clerk to read; the program opens none that it has not checked itself. */
export function hostOf(link: string): string {
  return URL.canParse(link) ? new URL(link).host : "";
}
