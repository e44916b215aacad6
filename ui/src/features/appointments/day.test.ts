/** The queue, the story and the disagreements of an appointment, in words. */
import { describe, expect, it } from "vitest";
import type { Appointment } from "../../backend/contract/Appointment";
import type { AppointmentState } from "../../backend/contract/AppointmentState";
import type { Disagreement } from "../../backend/contract/Disagreement";
import { canInsist, needsHour, wanted, why } from "./disagreement";
import { comesToday, queueTimes, stepsOf, waitedMinutes } from "./queue";
import { story } from "./story";

const appointment = (part: Partial<Appointment>): Appointment => ({
  id: "01900000-0000-7000-8000-000000000001",
  number: "S1-0001",
  version: 1,
  desk_id: "01900000-0000-7000-8000-000000000002",
  desk_name: "Sportello 1",
  slot_ids: [],
  starts_at: "2026-12-01T09:30:00Z",
  minutes: 30,
  mode: "video",
  citizen: {
    id: "01900000-0000-7000-8000-000000000003",
    codice_fiscale: "CCCFBA85D03L219P",
    family_name: "Provetti",
    given_name: "Esempio",
    phone: "",
    mismatch_reason: "",
  } as Appointment["citizen"],
  service_code: "naspi",
  papers: [],
  requests: [],
  booking: "confirmed",
  walk_in: false,
  notes: [],
  attestations: [],
  history: [],
  meeting: {} as Appointment["meeting"],
  booked_at: "2026-11-24T08:30:00Z",
  ...part,
});

const parked = (part: Partial<Disagreement>): Disagreement => ({
  command_id: "01900000-0000-7000-8000-000000000009",
  kind: "move_appointment",
  reason: "conflict",
  made_at: "2026-11-24T10:00:00Z",
  wanted_start: "2026-12-02T08:00:00Z",
  wanted_outcome: null,
  wanted_access: [],
  promised: false,
  ...part,
});

describe("the queue", () => {
  it("leads from arrived to called, aside and back in one step each", () => {
    expect(stepsOf("confirmed", true)[0]).toBe("arrived");
    expect(stepsOf("arrived", true)[0]).toBe("called");
    expect(stepsOf("called", true)[0]).toBe("parked");
    expect(stepsOf("parked", true)[0]).toBe("returned");
  });

  it("offers the arrival on the day itself, to who comes to this counter", () => {
    const at = { mode: "video", starts_at: "2026-11-30T23:30:00Z" } as const;
    expect(comesToday(at, "2026-12-01")).toBe(true);
    expect(comesToday(at, "2026-11-30")).toBe(false);
    expect(comesToday({ ...at, mode: "phone" }, "2026-12-01")).toBe(false);
    expect(stepsOf("confirmed", false)).toEqual([]);
    expect(stepsOf("arrived", false)[0]).toBe("called");
  });

  it("takes back an arrival that was marked on the wrong person", () => {
    expect(stepsOf("arrived", true).at(-1)).toBe("not_arrived");
  });

  it("offers no step for what is over, refused or to be moved", () => {
    const none: AppointmentState[] = ["held", "cancelled", "refused", "to_move", "outcome_missing", "citizen_absent"];
    for (const state of none) expect(stepsOf(state, true)).toEqual([]);
  });

  it("says when, in the order in which it happened", () => {
    const times = { arrived_at: "2026-12-01T08:02:00Z", called_at: "2026-12-01T08:10:00Z", parked_at: null };
    expect(queueTimes(times)).toEqual(["arrivato alle 9:02", "chiamato alle 9:10"]);
    expect(queueTimes({})).toEqual([]);
  });

  it("counts the minutes of who was not called yet, and of nobody else", () => {
    const times = { arrived_at: "2026-12-01T08:02:00Z" };
    const now = new Date("2026-12-01T08:14:30Z");
    expect(waitedMinutes("arrived", times, now)).toBe(12);
    expect(waitedMinutes("called", times, now)).toBeUndefined();
  });
});

describe("the story", () => {
  it("says who moved it, from when, and why", () => {
    const moved = { kind: "moved", by: "citizen", reason: "Visita medica (prova)", at: "2026-11-25T08:00:00Z", from: "2026-11-30T08:00:00Z" } as const;
    const [booked, event] = story(appointment({ history: [moved] }));
    expect(booked?.text).toBe("Preso a Sportello 1.");
    expect(event).toEqual({
      at: moved.at,
      text: "Spostato: era lun 30 nov, 9:00. Lo ha chiesto il cittadino.",
      reason: "Visita medica (prova)",
    });
  });

  it("tells INPS's withdrawal from a cancellation, and a walk-in from a booking", () => {
    const withdrawn = { kind: "withdrawn", by: "inps", reason: "", at: "2026-11-25T08:00:00Z" } as const;
    const texts = story(appointment({ walk_in: true, history: [withdrawn] })).map((one) => one.text);
    expect(texts).toEqual(["Venuto senza appuntamento, preso a Sportello 1.", "INPS ha ritirato l'orario."]);
  });

  it("ends with the outcome", () => {
    const closing = { outcome: "technical_failure", note: "", at: "2026-12-01T10:00:00Z" } as const;
    expect(story(appointment({ closing })).at(-1)?.text).toBe("Esito registrato: Problema tecnico.");
  });
});

describe("a disagreement", () => {
  it("says what was wanted here", () => {
    expect(wanted(parked({}))).toBe("Spostato a mer 2 dic, 9:00");
    expect(wanted(parked({ kind: "record_outcome", wanted_start: null, wanted_outcome: "held" }))).toBe("Esito: Svolto");
    expect(wanted(parked({ kind: "cancel_appointment", wanted_start: null }))).toBe("Annullato");
    expect(why(parked({}))).toMatch(/un altro ha cambiato/);
  });

  it("can be insisted on only where the appointment still takes it", () => {
    expect(canInsist(parked({}), appointment({}))).toBe(true);
    expect(canInsist(parked({}), appointment({ booking: "cancelled" }))).toBe(false);
    expect(canInsist(parked({ reason: "slot_taken" }), appointment({}))).toBe(false);
  });

  it("asks for another hour where the one that was promised is gone", () => {
    expect(needsHour(parked({ reason: "slot_taken" }), appointment({}))).toBe(true);
    expect(needsHour(parked({ kind: "cancel_appointment" }), appointment({}))).toBe(false);
    expect(needsHour(parked({}), appointment({ booking: "cancelled" }))).toBe(false);
  });
});
