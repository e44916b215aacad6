/** What of the day of all desks needs a person. */
import { describe, expect, it } from "vitest";
import type { AppointmentSummary } from "../../backend/contract/AppointmentSummary";
import type { DeskDay } from "../../backend/contract/DeskDay";
import { hours, inHour, needOf, needs, totals } from "./needs";

const NOW = new Date("2026-11-24T09:00:00+01:00");

// Invented people at invented desks.
function appointment(part: Partial<AppointmentSummary>): AppointmentSummary {
  return {
    id: crypto.randomUUID(),
    number: "S1-0001",
    desk_id: "d1",
    desk_name: "Sportello 1",
    starts_at: "2026-11-24T09:30:00+01:00",
    minutes: 20,
    citizen_name: "Prova Anna",
    service_code: "pension",
    service_name: "Pensione",
    state: "confirmed",
    papers_present: 1,
    papers_needed: 1,
    papers_missing: [],
    papers_asked_for: [],
    forms_to_sign: [],
    provisional: false,
    waiting: false,
    unopened: 0,
  can_enter: false,
    mode: "video",
    walk_in: false,
    wants_earlier: null,
    acting: null,
    arrived_at: null,
    called_at: null,
    parked_at: null,
    ...part,
  };
}

const desk = (name: string, appointments: AppointmentSummary[]): DeskDay => ({ desk_id: name, desk_name: name, appointments });

describe("needOf", () => {
  it("leaves alone what goes well", () => {
    expect(needOf(appointment({}), NOW)).toBeNull();
    expect(needOf(appointment({ state: "held" }), NOW)).toBeNull();
  });

  it("asks for missing papers only in the hour before the start and while it should run", () => {
    const missing = { papers_missing: ["ISEE"] };
    expect(needOf(appointment(missing), NOW)).toBe("papers");
    expect(needOf(appointment({ ...missing, starts_at: "2026-11-24T10:01:00+01:00" }), NOW)).toBeNull();
    expect(needOf(appointment({ ...missing, starts_at: "2026-11-24T08:45:00+01:00" }), NOW)).toBe("papers");
    expect(needOf(appointment({ ...missing, starts_at: "2026-11-24T08:40:00+01:00" }), NOW)).toBeNull();
    expect(needOf(appointment({ ...missing, state: "cancelled" }), NOW)).toBeNull();
  });

  it("names the worst first", () => {
    expect(needOf(appointment({ state: "refused", papers_missing: ["ISEE"] }), NOW)).toBe("refused");
    expect(needOf(appointment({ state: "outcome_missing", unopened: 2 }), NOW)).toBe("outcome");
    expect(needOf(appointment({ state: "provisional", papers_missing: ["ISEE"] }), NOW)).toBe("provisional");
    expect(needOf(appointment({ state: "held", unopened: 1 }), NOW)).toBe("unopened");
    expect(needOf(appointment({ state: "to_move", papers_missing: ["ISEE"] }), NOW)).toBe("to_move");
  });
});

it("lists the needs of all desks by hour", () => {
  const late = appointment({ state: "refused", starts_at: "2026-11-24T11:00:00+01:00" });
  const early = appointment({ state: "outcome_missing", starts_at: "2026-11-24T08:00:00+01:00" });
  expect(needs([late, appointment({}), early], NOW).map((need) => need.kind)).toEqual(["outcome", "refused"]);
});

it("counts every appointment once beside the whole, and none that was refused", () => {
  const states = ["held", "arrived", "outcome_missing", "citizen_absent", "technical_failure", "to_move", "refused"] as const;
  const { all, ...parts } = totals([desk("1", states.map((state) => appointment({ state })))]);
  expect(all).toBe(6);
  expect(Object.values(parts).reduce((sum, one) => sum + one, 0)).toBe(6);
  expect(parts.moved).toBe(1);
});

it("lays out the hours of Rome without holes, also in summer", () => {
  const summer = desk("1", [appointment({ starts_at: "2026-07-01T07:00:00Z" }), appointment({ starts_at: "2026-07-01T09:40:00Z" })]);
  expect(hours([summer])).toEqual([9, 10, 11]);
  expect(inHour(summer, 10)).toEqual([]);
  expect(inHour(summer, 11)).toHaveLength(1);
  expect(hours([])).toEqual([]);
});
