/** What the screen says of a birthplace. */
import { expect, it } from "vitest";
import type { BirthPlace } from "../../backend/contract/BirthPlace";
import { placeName, placeNotes } from "./birthplace";

const PLACE: BirthPlace = {
  code: "A089",
  kind: "comune",
  name: "Girgenti",
  second_name: null,
  province: "AG",
  today: null,
  ceased_on: null,
  is_lost_1947: false,
  note: null,
};

it("a comune renamed between birth and today is shown with both names", () => {
  expect(placeName({ ...PLACE, today: { name: "Agrigento", province: "AG" } })).toBe("Girgenti (AG), oggi Agrigento (AG)");
  expect(placeName(PLACE)).toBe("Girgenti (AG)");
});

it("a comune of two languages is shown in both", () => {
  expect(placeName({ ...PLACE, name: "Bolzano", second_name: "Bozen", province: "BZ" })).toBe("Bolzano/Bozen (BZ)");
});

it("a state that is no more is said to be one", () => {
  const state: BirthPlace = { ...PLACE, kind: "ceased_foreign_state", name: "Jugoslavia", province: null, ceased_on: "1992-01-01" };
  expect(placeName(state)).toBe("Jugoslavia, stato che non esiste più");
  expect(placeNotes(state)).toEqual([]);
});

it("a territory lost in 1947, a merged comune and the nearest name each have their sentence", () => {
  expect(placeNotes({ ...PLACE, ceased_on: "1947-09-15", is_lost_1947: true })[0]).toContain("1947");
  expect(placeNotes({ ...PLACE, ceased_on: "2016-02-22" })[0]).toContain("22/02/2016");
  expect(placeNotes({ ...PLACE, note: "before_first" })[0]).toContain("più vicino");
  expect(placeNotes(PLACE)).toEqual([]);
});
