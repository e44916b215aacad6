import { describe, expect, it } from "vitest";
import type { Service } from "../../backend/contract/Service";
import type { OfferedSlot } from "../../backend/contract/OfferedSlot";
import type { SlotOffer } from "../../backend/contract/SlotOffer";
import type { WhyNone } from "../../backend/contract/WhyNone";
import { hour } from "../../shared/dates";
import { byDay, led, rowsOf } from "./days";
import { findReasons } from "./reasons";
import { holdsOn, isOver } from "./validity";
import { whyNone } from "./why";

const service = (code: string, plain_name: string, official_name: string, keywords: string[]): Service => ({
  code,
  plain_name,
  official_name,
  keywords,
  minutes: 30,
  modes: ["video"],
  papers: [],
  hint: "",
  source: "",
  checked_on: "2026-01-01",
  valid_from: null,
  valid_to: null,
  territories: [],
});
const SERVICES = [
  service("naspi", "Ho perso il lavoro", "NASpI, indennità di disoccupazione", ["licenziamento"]),
  service("pension", "Pensione", "Domanda di pensione", ["anzianità"]),
  service("invalidity", "Invalidità", "Invalidità civile", ["accompagnamento"]),
];
const codes = (typed: string) => findReasons(SERVICES, typed).map(({ code }) => code);

describe("reasons by any word", () => {
  it("finds by the citizen's word, the official name and a keyword, without accents or capitals", () => {
    expect(codes("LAVORO")).toEqual(["naspi"]);
    expect(codes("indennita")).toEqual(["naspi"]);
    expect(codes("anzianita")).toEqual(["pension"]);
  });

  it("wants every word, and shows all when there is none", () => {
    expect(codes("perso licenz")).toEqual(["naspi"]);
    expect(codes("perso pensione")).toEqual([]);
    expect(codes("  ")).toHaveLength(3);
  });
});

const slot = (id: string, starts_at: string): OfferedSlot => ({
  slot_ids: [id],
  starts_at,
  minutes: 30,
  modes: ["video"],
  booking: "confirmed",
  reserved: false,
});

describe("free hours by day", () => {
  const days = byDay([
    slot("a", "2026-11-24T08:00:00Z"),
    slot("b", "2026-11-24T09:00:00Z"),
    slot("c", "2026-11-24T23:15:00Z"),
    slot("d", "2026-11-27T09:00:00Z"),
  ]);

  it("follow the day of Rome", () => {
    expect(days.map(({ date, slots }) => [date, slots.length])).toEqual([
      ["2026-11-24", 2],
      ["2026-11-25", 1],
      ["2026-11-27", 1],
    ]);
  });

  it("keep the hour of the counter's clock on the days it changes", () => {
    const around = byDay([
      slot("a", "2026-10-24T07:00:00Z"),
      slot("b", "2026-10-25T08:00:00Z"),
      slot("c", "2027-03-28T07:00:00Z"),
      slot("d", "2028-02-29T08:00:00Z"),
    ]);
    expect(around.map(({ date, slots }) => [date, hour(slots[0]!.starts_at)])).toEqual([
      ["2026-10-24", "9:00"],
      ["2026-10-25", "9:00"],
      ["2027-03-28", "9:00"],
      ["2028-02-29", "9:00"],
    ]);
  });

  it("show the closed days between them with their reason, and none beyond", () => {
    const closure = (date: string, reason: string) => ({ date, reason, source: "" });
    const closures = [closure("2026-11-20", "passato"), closure("2026-11-26", "Patrono"), closure("2026-12-08", "Immacolata")];
    const rows = rowsOf(days, closures, "2026-11-24", 3);
    expect(rows.map((row) => ("closed" in row ? row.closed : row.date))).toEqual([
      "2026-11-24",
      "2026-11-25",
      "Patrono",
      "2026-11-27",
    ]);
  });

  it("are walked with the arrows as the eye sees them, over the end of a day", () => {
    // Three and one in a day, then two in the next.
    const spots = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 20, y: 0 },
      { x: 0, y: 5 },
      { x: 0, y: 15 },
      { x: 10, y: 15 },
    ];
    expect([led(spots, 1, "ArrowDown"), led(spots, 3, "ArrowDown"), led(spots, 5, "ArrowUp")]).toEqual([3, 4, 3]);
    expect([led(spots, 3, "ArrowRight"), led(spots, 4, "ArrowLeft"), led(spots, 0, "End")]).toEqual([4, 3, 5]);
    expect([led(spots, 0, "ArrowUp"), led(spots, 5, "ArrowDown"), led(spots, 0, "ArrowLeft"), led(spots, 0, "Enter")]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("a rule with a first and a last day", () => {
  it("holds on both and not outside", () => {
    const rule = { valid_from: "2026-12-08", valid_to: "2026-12-31" };
    expect(["2026-12-07", "2026-12-08", "2026-12-31", "2027-01-01"].map((day) => holdsOn(rule, day))).toEqual([false, true, true, false]);
    expect([isOver(rule, "2026-12-31"), isOver(rule, "2027-01-01"), isOver({}, "2027-01-01")]).toEqual([false, true, false]);
    expect(holdsOn({ valid_from: null, valid_to: null }, "2026-01-01")).toBe(true);
  });
});

describe("why nothing is free", () => {
  const window = (weekday: number, valid_from: string | null = null) => ({
    weekday,
    from: "09:00",
    to: "12:00",
    slot_minutes: 30,
    seats: 1,
    modes: ["office" as const],
    valid_from,
    source: "",
  });
  const none = (why_none: WhyNone, windows: SlotOffer["windows"], closures: SlotOffer["closures"] = []): SlotOffer => ({
    free: [],
    why_none,
    elsewhere: [],
    closures,
    windows,
    as_of: "2026-11-25T09:00:00Z",
    until: "2026-12-09",
    reserved: 0,
  });

  it("names the first day of a window that begins later", () => {
    expect(whyNone(none("no_window", [window(6, "2027-01-09")]), "office")).toContain("sabato 9 gennaio");
    expect(whyNone(none("no_window", [window(6, "2027-01-09")]), "video")).not.toContain("gennaio");
  });

  it("names the closed days on which somebody would have been there", () => {
    const closures = [
      { date: "2026-12-05", reason: "Festa del patrono", source: "" },
      { date: "2026-12-08", reason: "Immacolata Concezione", source: "" },
    ];
    const said = whyNone(none("closed", [window(6)], closures), "office");
    expect(said).toContain("sabato 5 dicembre, Festa del patrono");
    expect(said).not.toContain("Immacolata");
  });
});
