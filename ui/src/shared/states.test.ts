import { describe, expect, it } from "vitest";
import type { AppointmentState } from "../backend/contract/AppointmentState";
import { appointmentLook, bookingLook, documentLook, modeLook, scanLook } from "./states";

const STATES: Record<AppointmentState, string> = {
  provisional: "Provvisorio",
  confirmed: "Confermato",
  refused: "Non disponibile",
  cancelled: "Annullato",
  arrived: "Arrivato",
  meeting_open: "Videochiamata aperta",
  outcome_missing: "Manca l'esito",
  held: "Svolto",
  citizen_absent: "Cittadino assente",
  officer_absent: "Funzionario assente",
  technical_failure: "Problema tecnico",
  called: "Chiamato",
  parked: "In attesa da parte",
  to_move: "Da spostare",
};

describe("the words of the states", () => {
  it("are those of the counter, each its own", () => {
    for (const [state, word] of Object.entries(STATES)) expect(appointmentLook(state as AppointmentState).word).toBe(word);
    expect(new Set(Object.values(STATES)).size).toBe(Object.keys(STATES).length);
  });

  it("are told apart by icon where the citizen is at the counter", () => {
    const there = (["arrived", "called", "parked", "meeting_open"] as const).map((state) => appointmentLook(state).icon);
    expect(new Set(there).size).toBe(there.length);
    const modes = (["video", "phone", "office"] as const).map(modeLook);
    expect(new Set(modes.map((mode) => mode.icon)).size).toBe(3);
    expect(new Set(modes.map((mode) => mode.word)).size).toBe(3);
  });

  it("tell provisional from confirmed by word, icon and tone", () => {
    const [provisional, confirmed] = [bookingLook("provisional"), bookingLook("confirmed")];
    expect(provisional.tone).not.toBe(confirmed.tone);
    expect(provisional.icon).not.toBe(confirmed.icon);
    expect(provisional.word).not.toBe(confirmed.word);
  });

  it("say how much of a document has left", () => {
    expect(documentLook({ name: "sending", percent: 40 }).word).toBe("In invio, 40%");
  });

  it("show every refused scan in red", () => {
    const refused = ["not_a_document", "too_large", "password", "active", "excessive", "virus", "unchecked", "disk_full", "unreadable"] as const;
    for (const state of refused) expect(scanLook(state).tone).toBe("bad");
  });
});
