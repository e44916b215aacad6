import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { bounded, MOST_BYTES } from "./bounded";

const ofSize = (size: number) => ({ size }) as Blob;

test("a file that is too large is refused unread, and one that is just small enough is handed over", async () => {
  const add = vi.fn().mockResolvedValue({ name: "whole", scan_id: "1" });
  await expect(bounded(add)(ofSize(MOST_BYTES + 1))).rejects.toEqual({ code: "too_large" });
  expect(add).not.toHaveBeenCalled();
  await expect(bounded(add)(ofSize(MOST_BYTES), "batch")).resolves.toEqual({ name: "whole", scan_id: "1" });
  expect(add).toHaveBeenCalledWith({ size: MOST_BYTES }, "batch");
});

test("the limit is the core's", () => {
  const core = readFileSync("../crates/protocol/src/documents.rs", "utf8");
  expect(core).toContain("MAX_BYTES: u64 = 50 * 1024 * 1024;");
});
