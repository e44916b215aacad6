/** What an act says. */
import { expect, it } from "vitest";
import type { Act } from "../api";
import { authorWords, hoursByDay, isOfHours, kindWords } from "./words";

const act: Act = {
  number: 7,
  at: "2026-12-01T07:00:00Z",
  author: "centrale",
  kind: "window_withdrawn",
  desk_name: null,
  body: {
    reason: "Prova",
    frozen: ["2026-12-09T08:00:00Z", "2026-12-09T08:30:00Z", "2026-12-09T08:30:00Z", "2026-12-09T23:30:00Z"],
    freed: [],
    at_risk: [],
    missing: 0,
  },
};

it("puts hours under their day in Rome, each once", () => {
  expect(hoursByDay(act.body.frozen)).toEqual(["mercoledì 9 dicembre 2026: 9:00, 9:30", "giovedì 10 dicembre 2026: 0:30"]);
});

it("tells bookings that are to be moved from those at risk", () => {
  expect([isOfHours("window_withdrawn"), isOfHours("day_closed"), isOfHours("desk_lost")]).toEqual([true, true, false]);
});

it("names what happened and who wrote it", () => {
  expect(kindWords("desk_lost")).toBe("Sportello dichiarato smarrito");
  expect(authorWords("centrale")).toBe("il sistema centrale");
  expect(authorWords("amministratore")).toBe("amministratore");
});
