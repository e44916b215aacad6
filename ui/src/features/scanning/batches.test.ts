import { expect, test } from "vitest";
import type { Batch } from "../../backend/contract/Batch";
import type { ScanRun } from "../../backend/contract/ScanRun";
import { addsTo, shownAt } from "./batches";

const batch = (id: string, appointment_id: string | null, source: Batch["source"] = "scanner") =>
  ({ id, appointment_id, source }) as Batch;
const run = (batch_id: string) => ({ batch_id, running: false }) as ScanRun;

test("at an appointment another citizen's pages are not shown, those of nobody are", () => {
  const all = [batch("a", "one"), batch("b", "two"), batch("c", null)];
  expect(shownAt(all, "one").map(({ id }) => id)).toEqual(["a", "c"]);
  expect(shownAt(all, null)).toEqual(all);
});

test("the next page of the glass goes to the batch that was scanned last, while it waits here", () => {
  const shown = [batch("a", "one"), batch("b", null, "added")];
  expect(addsTo(shown, run("a"), "one")).toBe("a");
  expect(addsTo(shown, run("a"), null)).toBe("a");
  expect(addsTo(shown, run("a"), "two")).toBeUndefined();
  expect(addsTo(shown, run("gone"), "one")).toBeUndefined();
  expect(addsTo(shown, run("b"), null)).toBeUndefined();
  expect(addsTo(shown, null, null)).toBeUndefined();
});
