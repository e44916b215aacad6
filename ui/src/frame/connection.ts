/** The connection in one sentence, as the clerk needs it: can I work, what has not left yet, must I decide. */
import type { ConnectionStatus } from "../backend/contract/ConnectionStatus";
import { m } from "../messages/messages.js";
import { minutesBetween } from "../shared/dates";
import type { Look } from "../shared/tone";

export function connectionLook(status: ConnectionStatus, now: Date): Look {
  if (status.parked > 0) return { tone: "warn", icon: "warning-circle", word: m.connection_parked({ count: status.parked }) };
  switch (status.state) {
    case "starting":
      return { tone: "neutral", icon: "refresh", word: m.connection_starting() };
    case "connected":
      return {
        tone: "good",
        icon: "wifi",
        word: status.waiting ? m.connection_connected_waiting({ count: status.waiting }) : m.connection_connected(),
      };
    case "offline": {
      const line = offlineSince(status.last_contact, now);
      return {
        tone: "warn",
        icon: "plug",
        word: status.waiting ? m.connection_will_leave({ line, count: status.waiting }) : line,
      };
    }
    case "rejected":
      return { tone: "bad", icon: "ban", word: m.connection_rejected() };
    case "upgrade_needed":
      return { tone: "warn", icon: "download", word: m.connection_upgrade() };
  }
}

function offlineSince(lastContact: string | null, now: Date): string {
  const minutes = lastContact ? minutesBetween(lastContact, now) : 0;
  if (minutes < 1) return m.connection_offline_now();
  return minutes < 120 ? m.connection_offline({ minutes }) : m.connection_offline_hours({ hours: Math.floor(minutes / 60) });
}
