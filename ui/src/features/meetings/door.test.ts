import { expect, it } from "vitest";
import type { Door } from "../../backend/contract/Door";
import { type AroundDoor, doorWords, hostOf } from "./door";

const AROUND: AroundDoor = { officerHere: false, today: "2026-12-01", provisional: false, offline: false };
const later: Door = { name: "later", from: "2026-12-01T07:50:00Z" };

it("says of each door what it waits for, and what to do where the button stays dark", () => {
  const doors: Door[] = [
    { name: "open" },
    later,
    { name: "waits_for_officer" },
    { name: "over", until: "2026-12-01T08:30:00Z" },
    { name: "ended", at: "2026-12-01T08:30:00Z" },
  ];
  const said = doors.map((door) => doorWords(door, AROUND));
  expect(new Set(said.map((one) => one.says)).size).toBe(doors.length);
  for (const [at, one] of said.entries()) if (!["open", "later"].includes(doors[at]?.name ?? "")) expect(one.now).not.toBe("");
});

it("says from when, on the counter's clock, and the day where it is another", () => {
  expect(doorWords(later, AROUND).says).toBe("Si apre dalle 8:50");
  expect(doorWords(later, { ...AROUND, today: "2026-11-30" }).says).toMatch(/martedì 1 dicembre.*8:50/);
});

it("says why a door is dark that INPS has not confirmed, and does not claim without the line to know what the officer did", () => {
  expect(doorWords({ name: "none" }, { ...AROUND, provisional: true }).says).toMatch(/provvisorio/i);
  const unseen = doorWords({ name: "waits_for_officer" }, { ...AROUND, offline: true });
  expect(unseen.says).toBe("Senza rete: non si vede se il funzionario ha aperto");
  expect(unseen.now).not.toBe("");
  expect(doorWords({ name: "open" }, { ...AROUND, offline: true })).toEqual(doorWords({ name: "open" }, AROUND));
});

it("shows a link by its host", () => {
  expect(hostOf("https://teams.microsoft.com/l/1")).toBe("teams.microsoft.com");
  expect(hostOf("non un indirizzo")).toBe("");
});
