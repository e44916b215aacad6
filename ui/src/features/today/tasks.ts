/** The words of a telephone task, and who wants the change that comes of it. */
import type { OfferedSlot } from "../../backend/contract/OfferedSlot";
import type { Party } from "../../backend/contract/Party";
import type { TaskKind } from "../../backend/contract/TaskKind";
import { m } from "../../messages/messages.js";
import { shortly } from "../appointments/story";

export function taskWhy(kind: TaskKind): string {
  switch (kind) {
    case "moved":
      return m.day_why_moved();
    case "refused":
      return m.day_why_refused();
    case "to_move":
      return m.day_why_to_move();
    case "earlier_free":
      return m.day_why_earlier();
  }
}

/** Whose wish a move out of the task is: it is counted. */
export function taskWants(kind: TaskKind): Party {
  switch (kind) {
    case "moved":
    case "refused":
      return "counter";
    case "to_move":
      return "inps";
    case "earlier_free":
      return "citizen";
  }
}

/** What is read out once another hour is taken. */
export function taskMoved(name: string, slot: OfferedSlot): string {
  const when = shortly(slot.starts_at);
  return slot.booking === "confirmed" ? m.day_moved_said({ name, when }) : m.day_moved_asked_said({ name, when });
}
