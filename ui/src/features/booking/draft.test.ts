/** What the booking being written keeps, and what it lets go, when cards are read. Persons and codes are invented. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Citizen } from "../../backend/contract/Citizen";
import type { CodeLookup } from "../../backend/contract/CodeLookup";
import { draft } from "./draft.svelte";

const MARICA = "TSTMRC62E55L840R";
const PAOLA = "TSTPLA20B41H501Q";

const lookup = (code: string, known: Citizen | null = null): CodeLookup => ({
  decoded: {
    code,
    canonical: code,
    omocodia: false,
    provisional: false,
    birth_date: "1962-05-15",
    other_birth_date: null,
    sex: "female",
    birthplace_code: "L840",
    birthplace: null,
  },
  known,
  perhaps: [],
  last_acting: null,
});
const citizen = (code: string, phone: string): Citizen => ({
  id: "0193e2c0-7d1a-7b3c-8d4e-5f6071829304",
  codice_fiscale: code,
  family_name: "Testa",
  given_name: "Marica",
  birth_date: "1962-05-15",
  sex: "female",
  birthplace_code: "L840",
  phone,
  mismatch_reason: "",
  privacy_notice: null,
});

beforeEach(() => draft.clear());

describe("a card read while a booking is being written", () => {
  it("goes into the empty code, and what was typed before stays", () => {
    draft.phone = "0437 12";
    draft.take(MARICA);
    draft.found(lookup(MARICA, citizen(MARICA, "")));
    expect([draft.code, draft.familyName, draft.phone]).toEqual([MARICA, "Testa", "0437 12"]);
  });

  it("corrects a code that was typed by half or wrongly", () => {
    draft.code = "TSTMRC62";
    draft.take(MARICA);
    expect(draft.code).toBe(MARICA);
  });

  it("takes what the person before handed over with it when another code is typed", () => {
    draft.found(lookup(MARICA));
    draft.phone = "0437 1";
    draft.noticeVersion = "1";
    draft.papers = { identity_card: "present" };
    draft.found(lookup(PAOLA));
    expect([draft.phone, draft.noticeVersion, draft.papers.identity_card]).toEqual(["", "", "missing"]);
  });

  it("is that of who acts when somebody acts and has no code yet", () => {
    draft.take(PAOLA);
    draft.found(lookup(PAOLA));
    draft.acting.role = "parent";
    draft.take(MARICA);
    expect([draft.code, draft.acting.code, draft.otherCode]).toEqual([PAOLA, MARICA, ""]);
    draft.take(MARICA);
    expect(draft.otherCode).toBe("");
  });

  it("replaces nobody until the clerk says whose it is; then reason and papers stay", () => {
    draft.take(MARICA);
    draft.found(lookup(MARICA, citizen(MARICA, "0437 1")));
    draft.serviceCode = "naspi";
    draft.papers = { identity_card: "present" };
    draft.noticeVersion = "1";
    draft.take(PAOLA);
    expect([draft.code, draft.otherCode]).toEqual([MARICA, PAOLA]);
    draft.replaceCitizen();
    expect([draft.code, draft.familyName, draft.phone, draft.noticeVersion]).toEqual([PAOLA, "", "", ""]);
    expect([draft.serviceCode, draft.papers.identity_card]).toEqual(["naspi", "present"]);
  });

  it("leaves nothing of a known person to the next one", () => {
    draft.take(MARICA);
    draft.found(lookup(MARICA, citizen(MARICA, "0437 1")));
    draft.code = PAOLA;
    draft.found(lookup(PAOLA));
    expect([draft.familyName, draft.birthDate, draft.phone]).toEqual(["", "", ""]);
  });
});

describe("what a booking asks and sends of the citizen", () => {
  it("a reason for what does not agree, and the reason only while something does not", () => {
    draft.mismatches = ["surname"];
    expect(draft.lacks(undefined, [])).toContain("mismatch");
    draft.mismatchReason = " Il nome è stato verificato sul documento ";
    expect(draft.lacks(undefined, [])).not.toContain("mismatch");
    expect(draft.request([]).citizen.mismatch_reason).toBe("Il nome è stato verificato sul documento");
    draft.mismatches = [];
    expect(draft.request([]).citizen.mismatch_reason).toBe("");
  });

  it("a date of birth that is a day", () => {
    draft.found(lookup(MARICA));
    expect(draft.lacks(undefined, [])).not.toContain("birth");
    draft.birthUnread = true;
    expect(draft.lacks(undefined, [])).toContain("birth");
  });

  it("the name of who acts, and the form once, though the reason of visit asks for the same one", () => {
    draft.acting.role = "delegate";
    draft.acting.formCode = "form_aa08";
    expect(draft.lacks(undefined, [])).toContain("acting");
    Object.assign(draft.acting, { familyName: "Provadelega", givenName: "Dalig" });
    expect(draft.lacks(undefined, [])).not.toContain("acting");
    draft.actingForm = "present";
    expect(draft.request([]).papers).toEqual([{ document_type: "form_aa08", state: "present" }]);
    draft.papers = { form_aa08: "missing" };
    draft.actingForm = "present";
    expect(draft.request([]).papers).toEqual([{ document_type: "form_aa08", state: "present" }]);
    draft.acting.role = "";
    draft.papers = {};
    expect(draft.request([])).toMatchObject({ acting: null, papers: [] });
  });
});
