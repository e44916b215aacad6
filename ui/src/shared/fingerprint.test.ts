import { expect, test } from "vitest";
import { fingerprintGroups, shortFingerprint } from "./fingerprint";

const sha256 = "3f2a90bc117ed402" + "0123456789abcdef".repeat(3);

test("the short form is the beginning of the whole, in groups of four", () => {
  expect(shortFingerprint(sha256)).toBe("3F2A 90BC 117E D402");
  expect(fingerprintGroups(sha256).replaceAll(" ", "").toLowerCase()).toBe(sha256);
  expect(fingerprintGroups(sha256).startsWith(shortFingerprint(sha256))).toBe(true);
});
