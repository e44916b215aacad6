/** What is asked of the core for what was typed or read by the barcode reader. */
import { expect, it } from "vitest";
import { search } from "./search.svelte";

it("asks nothing for one letter or for blanks", () => {
  for (const text of ["", "R", "  ", "*R*"]) {
    search.text = text;
    expect(search.wanted).toBeUndefined();
  }
});

it("takes the asterisks of a Code 39 reader away and keeps what was typed", () => {
  search.text = "*prvnna80a41x999q* ";
  expect(search.wanted).toBe("prvnna80a41x999q");
  expect(search.text).toBe("*prvnna80a41x999q* ");
});
