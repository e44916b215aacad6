import { expect, it } from "vitest";
import { isHeard, troubleOf } from "./media";

it("says of each trouble what it is and what to do, and names the address before all else", () => {
  const names = ["NotAllowedError", "NotFoundError", "NotReadableError", "SomethingElse"];
  const said = names.map((name) => troubleOf(new DOMException("", name), true));
  expect(new Set(said.map((one) => one.says)).size).toBe(names.length);
  expect(said.every((one) => one.now)).toBe(true);
  expect(troubleOf(new TypeError(), false).says).toMatch(/https/);
});

it("does not take the hiss of a room for a voice", () => {
  expect(isHeard(0.002)).toBe(false);
  expect(isHeard(0.05)).toBe(true);
});
