/** How a meeting is held and who comes, in words: what an officer must know before the first sentence. */
import type { ActingRole } from "../backend/contract/ActingRole";
import type { Event } from "../backend/contract/Event";
import type { Mode } from "../backend/contract/Mode";
import type { Verdict } from "../backend/contract/Verdict";
import { m } from "../messages/messages.js";
import { dayAndMonth, hour } from "../shared/dates";
import type { IconName, Look } from "../shared/tone";

export const MODES: Mode[] = ["video", "phone", "office"];

export function modeLook(mode: Mode): { icon: IconName; word: string } {
  switch (mode) {
    case "video":
      return { icon: "video", word: m.console_mode_video() };
    case "phone":
      return { icon: "telephone", word: m.console_mode_phone() };
    case "office":
      return { icon: "user", word: m.console_mode_office() };
  }
}

export function roleName(role: ActingRole): string {
  switch (role) {
    case "delegate":
      return m.console_acting_delegate();
    case "delegate_of_impeded":
      return m.console_acting_delegate_of_impeded();
    case "parent":
      return m.console_acting_parent();
    case "guardian":
      return m.console_acting_guardian();
    case "curator":
      return m.console_acting_curator();
    case "support_administrator":
      return m.console_acting_support_administrator();
  }
}

export function eventWords(event: Event): string {
  switch (event.kind) {
    case "moved":
      return event.from
        ? m.console_event_moved({ day: dayAndMonth(event.from), time: hour(event.from) })
        : m.console_event_moved_plain();
    case "cancelled":
      return m.console_event_cancelled();
    case "withdrawn":
      return m.console_event_withdrawn();
  }
}

export function partyWords(event: Event): string {
  switch (event.by) {
    case "citizen":
      return m.console_event_by_citizen();
    case "counter":
      return m.console_event_by_counter();
    case "inps":
      return m.console_event_by_inps();
  }
}

export function verdictLook(verdict: Verdict): Look {
  return verdict.accepted
    ? { tone: "good", icon: "check-circle", word: m.console_document_accepted() }
    : { tone: "bad", icon: "ban", word: m.console_document_refused() };
}
