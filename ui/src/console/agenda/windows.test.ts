/** What the administrator reads of a window. */
import { expect, it } from "vitest";
import type { Window } from "../../backend/contract/Window";
import { sourceWords, weekdayName, windowCapacity, windowStanding, windowValidity, windowWords } from "./windows";

const window: Window = {
  weekday: 6,
  from: "09:00",
  to: "12:00",
  slot_minutes: 30,
  seats: 1,
  modes: ["phone", "office"],
  valid_from: "2026-12-08",
  source: "Orario di prova",
  checked_on: "2026-12-01",
};

it("names the days from Monday to Sunday", () => {
  expect([1, 2, 3, 4, 5, 6, 7].map(weekdayName)).toEqual([
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
  ]);
});

it("says when, for how many, how, since when and by which source", () => {
  expect(windowWords(window)).toBe("sabato, dalle 09:00 alle 12:00");
  expect(windowCapacity(window)).toBe("appuntamenti da 30 minuti, 1 posto INPS, Telefonata, Di persona alla sede INPS");
  expect(windowCapacity({ ...window, seats: 2 })).toContain("2 posti INPS,");
  expect(windowValidity(window)).toBe("dal 08/12/2026");
  expect(windowValidity({ ...window, valid_from: null })).toBe("sempre valida");
  expect(windowValidity({ ...window, valid_from: null, valid_to: "2026-12-31" })).toBe("fino al 31/12/2026");
  expect(sourceWords(window)).toBe("Fonte: Orario di prova. Controllata il 01/12/2026");
  expect(sourceWords({ source: "" })).toBe("Fonte non indicata");
});

it("marks a window that has not begun, and one whose end is known", () => {
  expect(windowStanding(window, "2026-12-07")?.word).toBe("Non ancora cominciata");
  expect(windowStanding(window, "2026-12-08")).toBeUndefined();
  expect(windowStanding({ ...window, valid_to: "2026-12-31" }, "2026-12-08")?.word).toBe("Finisce");
});
