import { describe, expect, it } from "vitest";
import { addDays, ageOn, dayInWords, dayPlain, duration, hour, isoDay, minutesBetween } from "./dates";

describe("days and hours at the counter's clock", () => {
  it("says the day in words and the hour without a leading zero, in winter and in summer", () => {
    expect(dayInWords("2026-11-24T08:30:00Z")).toBe("martedì 24 novembre 2026");
    expect(hour("2026-11-24T08:30:00Z")).toBe("9:30");
    expect(hour("2026-07-07T08:30:00Z")).toBe("10:30");
  });

  it("knows that late evening in UTC is the next day in Rome", () => {
    expect(isoDay("2026-11-24T23:30:00Z")).toBe("2026-11-25");
    expect(hour("2026-11-24T23:30:00Z")).toBe("0:30");
  });

  it("takes a plain date as that day", () => {
    expect(dayPlain("1948-02-29")).toBe("29/02/1948");
    expect(dayInWords("2026-01-01")).toBe("giovedì 1 gennaio 2026");
  });

  it("adds days over a change of the clock and of the year", () => {
    expect(addDays("2026-10-24", 2)).toBe("2026-10-26");
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2026-03-30", -2)).toBe("2026-03-28");
  });

  it("counts whole years, the birthday included", () => {
    expect(ageOn("1950-11-24", "2026-11-24")).toBe(76);
    expect(ageOn("1950-11-25", "2026-11-24")).toBe(75);
  });

  it("says how long something lasts", () => {
    expect(duration(65)).toBe("01:05");
    expect(duration(3905)).toBe("1:05:05");
    expect(duration(-3)).toBe("00:00");
    expect(minutesBetween("2026-11-24T08:00:00Z", new Date("2026-11-24T08:14:59Z"))).toBe(14);
    expect(minutesBetween("2026-11-24T09:00:00Z", new Date("2026-11-24T08:14:59Z"))).toBe(0);
  });
});
