/** The places of the console and their addresses. */
import { expect, it } from "vitest";
import { HASHES, placeOf } from "./places";

it("finds the place of an address, and the day for any other", () => {
  for (const name of ["agenda", "desks", "acts"] as const) expect(placeOf(HASHES[name])).toEqual({ name });
  const id = "01926f3e-0000-7000-8000-000000000000";
  expect(placeOf(`#/appuntamento/${id}`)).toEqual({ name: "day", appointment: id });
  for (const hash of ["", "#/", "#/altro", "#/appuntamento/x"]) expect(placeOf(hash).name).toBe("day");
});
