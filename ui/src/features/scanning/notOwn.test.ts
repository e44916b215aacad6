import { expect, test } from "vitest";
import type { AppointmentSummary } from "../../backend/contract/AppointmentSummary";
import type { Batch } from "../../backend/contract/Batch";
import { acceptWord, goesTo, scannedBy } from "./notOwn";

const batch = (appointment_id: string | null, scanned_by: string | null = "Anna Prova") =>
  ({ appointment_id, scanned_by, is_own: false }) as Batch;
const appointments = [
  { id: "one", citizen_name: "Testa Marica", starts_at: "2026-11-24T08:30:00Z" } as AppointmentSummary,
];

test("pages of whom nobody knows are not called another operator's", () => {
  expect(scannedBy(batch(null))).toContain("Anna Prova");
  expect(scannedBy(batch(null, null))).toBe("Non si sa chi ha scansionato queste pagine.");
  expect(acceptWord(batch(null, null))).not.toContain("altro operatore");
});

test("the appointment is named with its day, and one that cannot be chosen here is said to be such", () => {
  expect(goesTo(batch("one"), appointments)).toBe("Andrebbero a Testa Marica, appuntamento di mar 24 nov alle 9:30.");
  expect(goesTo(batch("far"), appointments)).toContain("non è nell'elenco");
  expect(goesTo(batch(null), appointments)).toBe("Non è detto a quale appuntamento vanno.");
});
