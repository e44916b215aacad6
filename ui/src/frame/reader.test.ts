/** What is a reading and what is a person typing. Codes are invented. */
import { describe, expect, it } from "vitest";
import { Reader, read, type Step } from "./reader";

const CODE = "TSTMRC62E55L840R";
const READING = { kind: "code", code: CODE };

/** Presses the keys `gap` milliseconds apart, from `from` on; the steps, and the time after the last. */
function type(reader: Reader, keys: Iterable<string>, gap: number, from = 1000): { steps: Step[]; at: number } {
  let at = from;
  const steps = [...keys].map((key) => {
    const step = reader.press(key, at);
    at += gap;
    return step;
  });
  return { steps, at };
}

describe("a reader among the keys", () => {
  it("a burst ended by Enter or by Tab is a reading, and the key that ends it does nothing else", () => {
    for (const end of ["Enter", "Tab"]) {
      const reader = new Reader();
      const { steps, at } = type(reader, CODE, 5);
      expect(steps.map((step) => step.kind)).toEqual(Array(16).fill("typed"));
      expect(steps.map((step) => step.kind === "typed" && step.first)).toEqual([true, ...Array(15).fill(false)]);
      expect(reader.press(end, at)).toEqual({ kind: "read", reading: READING });
    }
  });

  it("a burst that nothing ends is a reading after a pause, and an Enter right after it belongs to it", () => {
    const reader = new Reader();
    const { at } = type(reader, CODE, 5);
    expect(reader.rest(at + 100)).toEqual(READING);
    expect(reader.rest(at + 200)).toBeUndefined();
    expect(reader.press("Enter", at + 300)).toEqual({ kind: "late" });
    expect(reader.press("Enter", at + 320)).toEqual({ kind: "other" });
  });

  it("a pause of the PC in the middle of a burst loses nothing", () => {
    const reader = new Reader();
    const { at } = type(reader, CODE.slice(0, 9), 5);
    expect(reader.rest(at + 200)).toBeUndefined();
    expect(reader.press("Enter", type(reader, CODE.slice(9), 5, at).at)).toEqual({ kind: "read", reading: READING });
  });

  it("an Enter that a person presses after a reading is the person's", () => {
    const reader = new Reader();
    const { at } = type(reader, CODE, 5);
    reader.rest(at + 100);
    expect(reader.press("Enter", at + 1500)).toEqual({ kind: "other" });
  });

  it("a fast typist is no reader: the code stays where it is typed, and Enter is Enter", () => {
    const reader = new Reader();
    const { steps, at } = type(reader, CODE, 60);
    expect(steps.every((step) => step.kind === "typed" && step.first)).toBe(true);
    expect(reader.press("Enter", at)).toEqual({ kind: "other" });
    expect(reader.rest(at + 100)).toBeUndefined();
  });

  it("a typist who stumbles over a few keys at once is no reader", () => {
    const reader = new Reader();
    let at = 1000;
    for (const pair of CODE.match(/../g) ?? []) at = type(reader, pair, 12, at).at + 90;
    expect(reader.press("Enter", at)).toEqual({ kind: "other" });
  });

  it("a slow reader is still one", () => {
    const reader = new Reader();
    const { at } = type(reader, CODE, 32);
    expect(reader.press("Enter", at).kind).toBe("read");
  });

  it("what was typed just before does not spoil the reading", () => {
    const reader = new Reader();
    const { at } = type(reader, "Testa", 130);
    const burst = type(reader, CODE, 4, at);
    expect(reader.press("Enter", burst.at)).toEqual({ kind: "read", reading: READING });
  });

  it("the Shift of capital letters does not interrupt, an arrow or a correction does", () => {
    const keys = (between: string) => [...CODE].flatMap((letter) => [between, letter]);
    const reader = new Reader();
    const { at } = type(reader, keys("Shift"), 3);
    expect(reader.press("Enter", at).kind).toBe("read");
    const edited = type(reader, keys("ArrowLeft"), 3, at + 1000);
    expect(reader.press("Enter", edited.at).kind).toBe("other");
  });

  it("words in a burst are no reading, so nothing is taken out of the field", () => {
    for (const words of ["ROSSI MARIO", "0437123456", "TSTMRC62E55L840", "S1", "8001234567890"]) {
      const reader = new Reader();
      const { at } = type(reader, words, 3);
      expect(reader.press("Enter", at), words).toEqual({ kind: "other" });
    }
  });
});

describe("what a burst says", () => {
  it("a card with or without the asterisks of Code 39, whatever the keyboard makes of them", () => {
    for (const burst of [CODE, CODE.toLowerCase(), `*${CODE}*`, `(${CODE}(`, ` ${CODE}\u{a0}`]) expect(read(burst), burst).toEqual(READING);
  });

  it("a provisional code", () => {
    expect(read("80078750587")).toEqual({ kind: "code", code: "80078750587" });
  });

  it("a slip: its number, or the id in its QR, with the hyphens of another keyboard too", () => {
    expect(read("S1-0042")).toEqual({ kind: "appointment", number: "S1-0042" });
    expect(read("s1'0042")).toEqual({ kind: "appointment", number: "S1-0042" });
    const id = { kind: "appointment", number: "0193e2c0-7d1a-7b3c-8d4e-5f6071829304" };
    expect(read("0193e2c0-7d1a-7b3c-8d4e-5f6071829304")).toEqual(id);
    expect(read("0193E2C0'7D1A'7B3C'8D4E'5F6071829304")).toEqual(id);
  });
});
