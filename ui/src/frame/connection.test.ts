import { describe, expect, it } from "vitest";
import type { ConnectionStatus } from "../backend/contract/ConnectionStatus";
import { connectionLook } from "./connection";

const NOW = new Date("2026-11-24T09:00:00Z");
const status = (change: Partial<ConnectionStatus>): ConnectionStatus => ({
  state: "connected",
  last_contact: "2026-11-24T08:46:00Z",
  waiting: 0,
  parked: 0,
  requests_only: null,
  ...change,
});
const word = (change: Partial<ConnectionStatus>) => connectionLook(status(change), NOW).word;

describe("the connection line", () => {
  it("says that it is connected", () => {
    expect(word({})).toBe("Collegato");
    expect(word({ waiting: 1 })).toBe("Collegato, 1 operazione in partenza");
  });

  it("says since when there is no network, that one can work, and what will leave", () => {
    expect(word({ state: "offline", waiting: 3 })).toBe(
      "Senza rete da 14 minuti: puoi lavorare, 3 operazioni partiranno appena torna la rete",
    );
    expect(word({ state: "offline", waiting: 1, last_contact: "2026-11-24T08:59:00Z" })).toBe(
      "Senza rete da 1 minuto: puoi lavorare, 1 operazione partirà appena torna la rete",
    );
    expect(word({ state: "offline", last_contact: null })).toBe("Senza rete: puoi lavorare");
    expect(word({ state: "offline", last_contact: "2026-11-24T04:59:00Z" })).toBe("Senza rete da 4 ore: puoi lavorare");
  });

  it("puts the decision of a person first", () => {
    expect(word({ state: "offline", parked: 1, waiting: 2 })).toBe("Serve una tua decisione (1)");
  });
});
