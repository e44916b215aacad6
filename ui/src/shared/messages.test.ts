/// <reference types="node" />
/** Each message has one sentence: the second of two with one key would silently take the place of the first. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("gives each key once, in all files of a language", () => {
  const folder = new URL("../../messages/it/", import.meta.url);
  const keys = readdirSync(folder).flatMap((file) => {
    const text = readFileSync(new URL(file, folder), "utf8");
    return [...text.matchAll(/^ {2}"([^"]+)":/gm)].map((found) => found[1]);
  });
  expect(keys.length).toBeGreaterThan(500);
  expect(keys.filter((key, place) => key !== "$schema" && keys.indexOf(key) !== place)).toEqual([]);
});
