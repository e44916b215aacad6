import { describe, expect, it } from "vitest";
import type { Error as Failure } from "../backend/contract/Error";
import type { ProblemKind } from "../backend/contract/ProblemKind";
import { explain, explainProblem } from "./explain";

// One of each code: a code that is missing here does not compile.
const EACH: { [C in Failure["code"]]: Extract<Failure, { code: C }> } = {
  bad_request: { code: "bad_request" },
  not_signed_in: { code: "not_signed_in" },
  not_allowed: { code: "not_allowed" },
  not_enrolled: { code: "not_enrolled" },
  already_enrolled: { code: "already_enrolled" },
  central_address: { code: "central_address" },
  enrolment_code: { code: "enrolment_code" },
  wrong_pin: { code: "wrong_pin", attempts_left: 1 },
  operator_locked: { code: "operator_locked" },
  codice_fiscale: { code: "codice_fiscale", flaw: "check_character" },
  field: { code: "field", field: "family_name" },
  slot_not_free: { code: "slot_not_free" },
  not_found: { code: "not_found" },
  not_saved: { code: "not_saved" },
  appointment_closed: { code: "appointment_closed" },
  offline: { code: "offline" },
  refused: { code: "refused", kind: "slot_taken" },
  meeting_not_open: { code: "meeting_not_open" },
  meeting_link: { code: "meeting_link", host: "esempio.test" },
  browser: { code: "browser" },
  folder: { code: "folder" },
  too_early: { code: "too_early" },
  folder_in_use: { code: "folder_in_use", files: 3 },
  no_scanner: { code: "no_scanner" },
  scanner: { code: "scanner", fault: { fault: "jam" } },
  pages_not_ready: { code: "pages_not_ready" },
  not_a_document: { code: "not_a_document" },
  document_refused: { code: "document_refused", why: "active" },
  too_large: { code: "too_large" },
  document_not_here: { code: "document_not_here" },
  document_held: { code: "document_held" },
  document_unreadable: { code: "document_unreadable" },
  disk_full: { code: "disk_full" },
  wrong_key: { code: "wrong_key" },
  newer_database: { code: "newer_database" },
  internal: { code: "internal" },
};

describe("errors in plain words", () => {
  it("say what happened and what to do, each its own, no code in sight", () => {
    const said = Object.values(EACH).map(explain);
    for (const { happened, now } of said) {
      expect(happened).toMatch(/^[A-ZÈ].*\.$/);
      expect(now).toMatch(/^[A-ZÈ].*\.$/);
      expect(happened + now).not.toMatch(/_/);
    }
    expect(new Set(said.map(({ happened }) => happened)).size).toBe(said.length);
  });

  it("put the parameters into the sentence", () => {
    expect(explain(EACH.wrong_pin).safe).toBe("Resta 1 tentativo, poi il nome si blocca.");
    expect(explain({ code: "wrong_pin", attempts_left: 3 }).safe).toBe("Restano 3 tentativi, poi il nome si blocca.");
    expect(explain(EACH.field).happened).toContain("«Cognome»");
    expect(explain({ code: "field", field: "acting_given_name" }).happened).toContain("«Chi agisce: nome»");
    expect(explain({ code: "field", field: "something_new" }).happened).toBe("Un dato è vuoto, troppo lungo o non riconosciuto.");
    expect(explain(EACH.meeting_link).happened).toContain("«esempio.test»");
    expect(explain({ code: "meeting_link", host: "" }).happened).not.toContain("«");
  });

  it("tell a slot that was taken from one that is past", () => {
    const kinds: ProblemKind[] = ["slot_taken", "slot_unknown", "slot_past"];
    expect(new Set(kinds.map((kind) => explainProblem(kind).happened)).size).toBe(3);
  });
});
