import { expect, it } from "vitest";
import type { Door } from "../../backend/contract/Door";
import { doorWords, hostOf } from "./door";

const TODAY = "2026-12-01";
const later: Door = { name: "later", from: "2026-12-01T07:50:00Z" };

it("says of each door what it waits for, and what to do where the button stays dark", () => {
  const doors: Door[] = [
    { name: "open" },
    later,
    { name: "waits_for_officer" },
    { name: "over", until: "2026-12-01T08:30:00Z" },
    { name: "ended", at: "2026-12-01T08:30:00Z" },
  ];
  const said = doors.map((door) => doorWords(door, false, TODAY));
  expect(new Set(said.map((one) => one.says)).size).toBe(doors.length);
  for (const [at, one] of said.entries()) if (!["open", "later"].includes(doors[at]?.name ?? "")) expect(one.now).not.toBe("");
});

it("says from when, on the counter's clock, and the day where it is another", () => {
  expect(doorWords(later, false, TODAY).says).toBe("Si apre dalle 8:50");
  expect(doorWords(later, false, "2026-11-30").says).toMatch(/martedì 1 dicembre.*8:50/);
});

it("shows a link by its host", () => {
  expect(hostOf("https://teams.microsoft.com/l/1")).toBe("teams.microsoft.com");
  expect(hostOf("non un indirizzo")).toBe("");
});
