import { describe, expect, it } from "vitest";
import { limitOf } from "./limit";

describe("the limit of the line", () => {
  it("is what was typed, with or without its unit", () => {
    expect(limitOf("")).toBeNull();
    expect(limitOf("  ")).toBeNull();
    expect(limitOf("512")).toBe(512);
    expect(limitOf("1.024 kbit/s")).toBe(1024);
  });

  it("is refused where it is no number", () => {
    expect(limitOf("molto")).toBe(0);
    expect(limitOf("-5")).toBe(0);
    expect(limitOf("64.5")).toBe(0);
  });
});
