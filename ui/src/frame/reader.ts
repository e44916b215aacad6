/** A barcode reader types like a keyboard; its haste tells it from a person. Keys and times go in, what was read comes out. */
import { recognise, type Entry } from "../shared/entry";

/** What a reader can read here: a card or a slip. */
export type Reading = Extract<Entry, { kind: "code" | "appointment" }>;

/** Between two characters. Readers need 1 to 30 ms; nobody types six characters in a row this fast. */
export const LONGEST_GAP_MS = 50;
/** A reader that sends no Enter is done when it has been silent for so long. */
export const PAUSE_MS = 100;
/** An Enter that comes this soon after a reading still belongs to it. */
const LATE_ENTER_MS = 250;
const SHORTEST = 6;

const ENDS = new Set(["Enter", "Tab"]);
/** They say nothing: a reader sends them with its capital letters. */
const SILENT = new Set(["Shift", "CapsLock"]);

export type Step =
  /** A character, which goes where it goes; `first` of what may be a reading. */
  | { kind: "typed"; first: boolean }
  /** The key that ends a reading; it must do nothing else. */
  | { kind: "read"; reading: Reading }
  /** The end of a reading that was over already; it must do nothing. */
  | { kind: "late" }
  /** Anything else: a key that a person pressed. */
  | { kind: "other" };

export class Reader {
  #text = "";
  #last = -Infinity;
  #read = -Infinity;

  /** A key, with its time in milliseconds. */
  press(key: string, at: number): Step {
    if (SILENT.has(key)) return { kind: "other" };
    if (ENDS.has(key)) {
      const reading = at - this.#last <= PAUSE_MS ? this.#end(at) : undefined;
      if (reading) return { kind: "read", reading };
      const late = at - this.#read <= LATE_ENTER_MS;
      this.forget();
      this.#read = -Infinity;
      return { kind: late ? "late" : "other" };
    }
    if ([...key].length !== 1) {
      this.forget();
      return { kind: "other" };
    }
    const first = at - this.#last > LONGEST_GAP_MS || !this.#text;
    this.#text = first ? key : this.#text + key;
    this.#last = at;
    return { kind: "typed", first };
  }

  /** What has been read once the keys have been silent for `PAUSE_MS`. A part is kept: a slow PC may be late with the rest. */
  rest(at: number): Reading | undefined {
    return read(this.#text) && this.#end(at);
  }

  forget(): void {
    this.#text = "";
    this.#last = -Infinity;
  }

  #end(at: number): Reading | undefined {
    const reading = read(this.#text);
    this.forget();
    if (reading) this.#read = at;
    return reading;
  }
}

/**
 * What a burst of characters says. A reader set to the keys of another country sends other signs for the asterisks
 * around a Code 39 and for the hyphens of a number, never other letters or digits.
 */
export function read(burst: string): Reading | undefined {
  const text = burst.replace(/^[^\p{L}\d]+|[^\p{L}\d]+$/gu, "").replace(/[^\p{L}\d]/gu, "-");
  if (text.length < SHORTEST) return undefined;
  const entry = recognise(text);
  return entry.kind === "code" || entry.kind === "appointment" ? entry : undefined;
}
