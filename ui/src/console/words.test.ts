/** A trouble is said by where it happened: what happened, what is safe, what to do now. */
import { expect, it } from "vitest";
import { say } from "./words";

const trouble = (kind: "conflict" | "unreachable" | "bad_request") => ({ kind, retryAfter: null }) as const;

it("tells a window that overlaps another from a day on which bookings stand", () => {
  expect(say(trouble("conflict"), "window").happened).toContain("si accavallano");
  expect(say(trouble("conflict"), "agenda").happened).toBe("In quel giorno ci sono già appuntamenti.");
  expect(say(trouble("conflict"), "window").safe).toBe("Non è cambiato niente.");
});

it("does not call undone what may have been done before the line went", () => {
  expect(say(trouble("unreachable"), "window").safe).toContain("ripeterla non fa danno");
  expect(say(trouble("unreachable")).safe).toBe("");
});

it("words a decision that was not taken as words, not as a file", () => {
  expect(say(trouble("bad_request"), "verdict").happened).toContain("parole");
  expect(say(trouble("bad_request"), "ask").happened).not.toContain("file");
  expect(say(trouble("bad_request"), "send").happened).toContain("file");
  expect(say(trouble("conflict"), "verdict").happened).toContain("Un altro funzionario");
});
