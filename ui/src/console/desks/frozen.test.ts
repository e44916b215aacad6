/** The hours among which an administrator chooses. */
import { expect, it } from "vitest";
import { frozenDays } from "./frozen";

it("puts each start once under its day in Rome, and says how many INPS desks it is", () => {
  const starts = ["2026-12-09T08:00:00Z", "2026-12-09T08:00:00Z", "2026-12-09T23:30:00Z"];
  expect(frozenDays(starts)).toEqual([
    { day: "2026-12-09", hours: [{ start: starts[0], word: "9:00 (2 posti)" }] },
    { day: "2026-12-10", hours: [{ start: starts[2], word: "0:30" }] },
  ]);
});
