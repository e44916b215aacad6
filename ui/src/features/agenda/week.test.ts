import { expect, it } from "vitest";
import { mondayOf } from "./week";

it("the week begins on Monday, also for a Sunday and over the year's end", () => {
  expect(mondayOf("2026-11-23")).toBe("2026-11-23");
  expect(mondayOf("2026-11-29")).toBe("2026-11-23");
  expect(mondayOf("2027-01-01")).toBe("2026-12-28");
});
