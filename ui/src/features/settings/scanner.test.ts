import { expect, test } from "vitest";
import { fingerprintOf, pinned } from "./scanner";

test("a certificate is offered for acceptance only where nobody vouches for it, never where it has changed", () => {
  expect(fingerprintOf({ code: "scanner", fault: { fault: "untrusted_certificate", fingerprint: "ab" } })).toBe("ab");
  expect(fingerprintOf({ code: "scanner", fault: { fault: "changed_certificate", fingerprint: "cd" } })).toBeUndefined();
  expect(fingerprintOf({ code: "offline" })).toBeUndefined();
  expect(fingerprintOf(undefined)).toBeUndefined();
});

test("the accepted certificate is kept with the network scanner", () => {
  const network = { id: "escl:x", name: "X", via: { kind: "escl", url: "https://192.0.2.4/eSCL", plain: null, pin: null } } as const;
  expect(pinned(network, "ab").via).toMatchObject({ pin: "ab" });
  const local = { id: "sane:x", name: "X", via: { kind: "sane", name: "x" } } as const;
  expect(pinned(local, "ab")).toEqual(local);
});
