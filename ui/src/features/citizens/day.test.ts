/** What the field of a date of birth understands. */
import { expect, it } from "vitest";
import { readDay } from "./day";

it("reads a day with strokes, dots, or nothing between", () => {
  for (const text of ["15/05/1962", "15.5.1962", "15-05-1962", "15 5 1962", " 15051962 "]) expect(readDay(text), text).toBe("1962-05-15");
});

it("knows 29 February, and no other day that does not exist", () => {
  expect(readDay("29/02/1924")).toBe("1924-02-29");
  for (const text of ["29/02/1925", "31/04/1985", "00/01/1985", "15/13/1962", "15/05/62", "", "domani"]) expect(readDay(text), text).toBe("");
});
