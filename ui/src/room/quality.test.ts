/** When a line is called too thin for a picture. */
import { describe, expect, it } from "vitest";
import { isThin } from "./quality";

const good = { kbps: 900, missed: 0 };
const slow = { kbps: 80, missed: 0 };
const lossy = { kbps: null, missed: 0.3 };

describe("isThin", () => {
  it("needs ten seconds of trouble, of either kind", () => {
    expect(isThin([slow, slow, lossy, slow])).toBe(false);
    expect(isThin([slow, slow, lossy, slow, lossy])).toBe(true);
  });

  it("forgives one bad moment, and forgets old ones", () => {
    expect(isThin([slow, slow, good, slow, slow])).toBe(false);
    expect(isThin([slow, slow, slow, slow, slow, good])).toBe(false);
    expect(isThin([good, slow, slow, slow, slow, slow])).toBe(true);
  });

  it("does not take silence of the browser for a thin line", () => {
    expect(isThin(Array.from({ length: 9 }, () => ({ kbps: null, missed: 0 })))).toBe(false);
  });
});
