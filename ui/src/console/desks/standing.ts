/** How a desk stands, in words, and what that means for the counter. */
import { m } from "../../messages/messages.js";
import type { Look } from "../../shared/tone";
import type { ConsoleDesk } from "../api";

export interface Standing {
  state: ConsoleDesk["standing"] | "not_enrolled";
  look: Look;
  means: string;
}

export function standing(desk: Pick<ConsoleDesk, "standing" | "enrolled">): Standing {
  if (!desk.enrolled) {
    const look: Look = { tone: "neutral", icon: "plug", word: m.console_desks_standing_not_enrolled() };
    return { state: "not_enrolled", look, means: m.console_desks_what_not_enrolled() };
  }
  switch (desk.standing) {
    case "good": {
      const look: Look = { tone: "good", icon: "check-circle", word: m.console_desks_standing_good() };
      return { state: "good", look, means: m.console_desks_what_good() };
    }
    case "lost": {
      const look: Look = { tone: "bad", icon: "ban", word: m.console_desks_standing_lost() };
      return { state: "lost", look, means: m.console_desks_what_lost() };
    }
    case "quarantined": {
      const look: Look = { tone: "warn", icon: "warning-circle", word: m.console_desks_standing_quarantined() };
      return { state: "quarantined", look, means: m.console_desks_what_quarantined() };
    }
  }
}
