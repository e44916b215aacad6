/** What the administrator reads of a rule of the catalogue. */
import { expect, it } from "vitest";
import type { Service } from "../../backend/contract/Service";
import { paperWords, standing, territoryWords, validityWords } from "./rules";

const service: Service = {
  code: "prova",
  plain_name: "Prova",
  official_name: "Prova",
  keywords: [],
  minutes: 30,
  modes: ["video"],
  papers: [],
  hint: "",
  source: "Fonte di prova",
  checked_on: "2026-11-23",
  territories: [],
};
const on = (today: string, validity: Partial<Service>, given = true) =>
  standing({ given, service: { ...service, ...validity } }, today);

it("says whether a rule holds here on a day", () => {
  expect(on("2026-12-31", { valid_from: "2027-01-01" })).toBe("later");
  expect(on("2027-01-01", { valid_from: "2027-01-01" })).toBe("now");
  expect(on("2026-12-31", { valid_to: "2026-12-31" })).toBe("now");
  expect(on("2027-01-01", { valid_to: "2026-12-31" })).toBe("over");
  expect(on("2027-01-01", {}, false)).toBe("elsewhere");
});

it("says from when and where", () => {
  expect(validityWords({ valid_from: "2027-01-01" })).toBe("per appuntamenti dal 01/01/2027");
  expect(validityWords({})).toBe("");
  expect(territoryWords([])).toBe("in tutta Italia");
  expect(territoryWords(["025", "026998"])).toBe("solo nei territori con codice ISTAT 025, 026998");
});

it("says what is to be known of a paper", () => {
  const paper = { document_type: "iban", required: true, condition: "se coniugato", territories: ["025"] };
  expect(paperWords(paper, "IBAN")).toBe("IBAN (indispensabile; se coniugato; solo nei territori con codice ISTAT 025)");
  expect(paperWords({ ...paper, required: false, condition: "", territories: [] }, "IBAN")).toBe("IBAN");
});
