/** What the outbox says of an entry. */
import { expect, it } from "vitest";
import type { OutboxEntry } from "../../backend/contract/OutboxEntry";
import { entryLook, entryState, kindWord, promiseWords } from "./words";

const entry: OutboxEntry = {
  id: "01900000-0000-7000-8000-000000000001",
  kind: "mark_arrived",
  appointment_id: "01900000-0000-7000-8000-000000000002",
  appointment_number: "S1-0001",
  citizen_name: "Prova Anna",
  made_at: "2026-11-23T09:00:00Z",
  attempts: 0,
  parked: false,
  reason: null,
  held_back: false,
  waits_for_meeting: false,
};

it("puts the need of a decision before all other states", () => {
  expect(entryState(entry)).toBe("waiting");
  expect(entryState({ ...entry, held_back: true })).toBe("held_back");
  expect(entryState({ ...entry, held_back: true, parked: true })).toBe("parked");
});

it("gives each state its own word, icon and tone", () => {
  const looks = (["parked", "held_back", "waiting"] as const).map(entryLook);
  for (const part of ["word", "icon", "tone"] as const) expect(new Set(looks.map((look) => look[part])).size).toBe(3);
});

it("names every kind of the wire, and one that it does not know yet", () => {
  const kinds = ["book_appointment", "set_papers", "mark_arrived", "add_document", "document_bytes", "open_document", "record_outcome", "cancel_appointment", "move_appointment", "step_in_queue", "add_note", "attest", "set_meeting_access", "wish_earlier"];
  const words = kinds.map(kindWord);
  expect(new Set(words).size).toBe(kinds.length);
  expect(words).not.toContain(kindWord("something_newer"));
});

it("sends the clerk of a copied desk to the administrator, and lets one that was put back mend itself", () => {
  for (const why of ["copied", "quarantined"] as const) expect(promiseWords(why).now).toMatch(/^Chiama l'amministratore/);
  expect(promiseWords("rolled_back").now).toMatch(/si mette a posto da solo/);
  for (const why of ["copied", "rolled_back"] as const) expect(promiseWords(why).safe).toMatch(/provvisori/);
  expect(promiseWords("quarantined").safe).toMatch(/potrebbe non valere/);
});
