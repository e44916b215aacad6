import { describe, expect, it } from "vitest";
import type { Service } from "../../backend/contract/Service";
import type { OfferedSlot } from "../../backend/contract/OfferedSlot";
import { byDay } from "./days";
import { findReasons } from "./reasons";

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

describe("free hours by day", () => {
  it("follow the day of Rome", () => {
    const slot = (id: string, starts_at: string): OfferedSlot => ({
      slot_ids: [id],
      starts_at,
      minutes: 30,
      modes: ["video"],
      booking: "confirmed",
      reserved: false,
    });
    const days = byDay([slot("a", "2026-11-24T08:00:00Z"), slot("b", "2026-11-24T09:00:00Z"), slot("c", "2026-11-24T23:15:00Z")]);
    expect(days.map(({ date, slots }) => [date, slots.length])).toEqual([
      ["2026-11-24", 2],
      ["2026-11-25", 1],
    ]);
  });
});
