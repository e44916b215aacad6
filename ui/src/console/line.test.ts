/** The state of an appointment as the officer sees it, and the minutes in the waiting room. */
import { describe, expect, it } from "vitest";
import { isOpen, type Known, lineState, waitingMinutes } from "./line";

const confirmed: Known = { booking: "confirmed", arrived_at: null, closing: null, meeting: {} };
const arrived: Known = { ...confirmed, arrived_at: "2026-11-24T08:20:00Z" };
const AT = Date.parse("2026-11-24T08:32:59Z");

describe("lineState", () => {
  it("goes from booked to arrived, open and closed", () => {
    expect(lineState(confirmed)).toBe("confirmed");
    expect(lineState(arrived)).toBe("arrived");
    const open: Known = { ...arrived, meeting: { opened_at: "2026-11-24T08:30:00Z" } };
    expect(lineState(open)).toBe("meeting_open");
    expect(lineState({ ...open, closing: { outcome: "technical_failure", note: "", at: "2026-11-24T08:31:00Z" } })).toBe("technical_failure");
  });

  it("says where the citizen is in the queue", () => {
    const called: Known = { ...arrived, called_at: "2026-11-24T08:25:00Z" };
    expect(lineState(called)).toBe("called");
    expect(lineState({ ...called, called_at: null, parked_at: "2026-11-24T08:26:00Z" })).toBe("parked");
    expect(lineState({ ...called, meeting: { opened_at: "2026-11-24T08:30:00Z" } })).toBe("meeting_open");
  });

  it("never shows a withdrawn booking as waiting, even after an arrival", () => {
    expect(lineState({ ...arrived, booking: "cancelled" })).toBe("cancelled");
    expect(lineState({ ...arrived, booking: "to_move" })).toBe("to_move");
  });
});

describe("isOpen", () => {
  it("is closed again after the officer closed it", () => {
    expect(isOpen({ meeting: { opened_at: "2026-11-24T08:30:00Z" } })).toBe(true);
    expect(isOpen({ meeting: { opened_at: "2026-11-24T08:30:00Z", closed_at: "2026-11-24T08:40:00Z" } })).toBe(false);
    expect(isOpen({ meeting: {} })).toBe(false);
  });
});

describe("waitingMinutes", () => {
  it("counts whole minutes since the arrival, never below zero", () => {
    expect(waitingMinutes(arrived, AT)).toBe(12);
    expect(waitingMinutes(arrived, Date.parse("2026-11-24T08:19:00Z"))).toBe(0);
  });

  it("counts nobody who has not come, was called or is already inside", () => {
    expect(waitingMinutes(confirmed, AT)).toBeNull();
    expect(waitingMinutes({ ...arrived, called_at: "2026-11-24T08:25:00Z" }, AT)).toBeNull();
    expect(waitingMinutes({ ...arrived, meeting: { opened_at: "2026-11-24T08:30:00Z" } }, AT)).toBeNull();
  });
});
