import { expect, test } from "vitest";
import type { Difference } from "../../backend/contract/Difference";
import { disagreement, stranger } from "./card";

const CODE = "TSTMRC62E55L840R";
const card = (codice_fiscale: string | null, differences: Difference[] | null) =>
  stranger({ page_id: "", codice_fiscale, name: null, differences });

test("a code can be searched where it is another person's, or no appointment says whose", () => {
  expect(card(CODE, null)).toBe(CODE);
  expect(card(CODE, ["family_name", "codice_fiscale"])).toBe(CODE);
});

test("the citizen's own card, also expired, and a zone without a code lead nowhere", () => {
  expect(card(CODE, [])).toBeUndefined();
  expect(card(CODE, ["expired"])).toBeUndefined();
  expect(card(null, null)).toBeUndefined();
  expect(card(null, ["family_name"])).toBeUndefined();
});

test("an expired card is its owner's, and what is another's is said apart", () => {
  const said = (differences: Difference[] | null) => disagreement({ page_id: "", codice_fiscale: CODE, name: null, differences });
  expect(said(["expired"])).toEqual({ another: [], expired: true });
  expect(said(["family_name", "expired"])).toEqual({ another: ["family_name"], expired: true });
  expect(said([])).toEqual({ another: [], expired: false });
  expect(said(null)).toEqual({ another: [], expired: false });
});
