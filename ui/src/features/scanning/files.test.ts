import { expect, test } from "vitest";
import type { Added } from "../../backend/contract/Added";
import { addEach, type NotAdded } from "./files";

const file = (name: string) => ({ name }) as File;

test("a bad file is told by its name, and the others still become one document", async () => {
  const given: [string, string | undefined][] = [];
  const add = (one: Blob, batch?: string): Promise<Added> => {
    const { name } = one as File;
    given.push([name, batch]);
    if (name.startsWith("bad")) return Promise.reject({ code: "not_a_document" });
    if (name.endsWith(".pdf")) return Promise.resolve({ name: "whole", scan_id: "scan" });
    return Promise.resolve({ name: "pages", batch_id: batch ?? "new" });
  };
  const failed: NotAdded[] = [];
  const files = ["bad.txt", "one.jpg", "bad.doc", "its-own.pdf", "two.jpg"].map(file);
  await addEach(files, add, (one) => failed.push(one));
  expect(given).toEqual([
    ["bad.txt", undefined],
    ["one.jpg", undefined],
    ["bad.doc", "new"],
    ["its-own.pdf", "new"],
    ["two.jpg", "new"],
  ]);
  expect(failed).toEqual([
    { name: "bad.txt", error: { code: "not_a_document" } },
    { name: "bad.doc", error: { code: "not_a_document" } },
  ]);
});
