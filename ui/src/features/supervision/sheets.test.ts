/** What is written into the tables and the files of the supervisor. */
import { describe, expect, it } from "vitest";
import type { AppointmentSummary } from "../../backend/contract/AppointmentSummary";
import type { Counts } from "../../backend/contract/Counts";
import type { DeskDay } from "../../backend/contract/DeskDay";
import type { DeskWeek } from "../../backend/contract/DeskWeek";
import type { Figures } from "../../backend/contract/Figures";
import type { MonthlyCount } from "../../backend/contract/MonthlyCount";
import type { SupervisionWeek } from "../../backend/contract/SupervisionWeek";
import { type Filter, filtered } from "./filter";
import { daysOfWeek, desksOfWeek, hiddenWords, monthTables, percent } from "./measures";
import { dayRows, monthRows, weekRows } from "./sheets";
import { addMonths, monthInWords } from "./words";

// Invented people at invented desks.
const one = (part: Partial<AppointmentSummary>): AppointmentSummary => ({
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
  papers_present: 0,
  papers_needed: 1,
  papers_missing: ["ISEE"],
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
});
const desks: DeskDay[] = [
  { desk_id: "d1", desk_name: "Sportello 1", appointments: [one({}), one({ state: "held", mode: "phone" })] },
  { desk_id: "d2", desk_name: "Sportello 2", appointments: [one({ service_code: "isee", service_name: "ISEE" })] },
];
const ALL: Filter = { desk: "", state: "", service: "", mode: "" };
const counts = (appointments: number, occupation: Counts["occupation"] = null): Counts => ({
  appointments,
  held: appointments,
  citizen_absent: 0,
  officer_absent: 0,
  technical_failure: 0,
  cancelled: 0,
  withdrawn: 0,
  outcome_missing: 0,
  to_come: 0,
  moved: 0,
  moved_by_inps: 0,
  papers_missing: 0,
  walk_ins: 0,
  occupation,
});

describe("the filter", () => {
  const numbers = (filter: Partial<Filter>) =>
    filtered(desks, { ...ALL, ...filter }).map((desk) => desk.appointments.length);

  it("keeps every desk unless one is looked for", () => {
    expect(numbers({})).toEqual([2, 1]);
    expect(numbers({ state: "held" })).toEqual([1, 0]);
    expect(numbers({ desk: "d2" })).toEqual([1]);
  });

  it("looks for all of it at once", () => {
    expect(numbers({ mode: "video", service: "isee" })).toEqual([0, 1]);
    expect(numbers({ mode: "phone", state: "confirmed" })).toEqual([0, 0]);
  });

  it("tells two reasons of one name apart", () => {
    const twins = [{ ...desks[0]!, appointments: [one({ service_code: "care_allowance" }), one({ service_code: "disability" })] }];
    expect(filtered(twins, { ...ALL, service: "disability" }).map((desk) => desk.appointments.length)).toEqual([1]);
  });
});

describe("the day's file", () => {
  it("holds no name unless asked for", () => {
    expect(JSON.stringify(dayRows("2026-11-24", desks, false))).not.toContain("Prova Anna");
    expect(JSON.stringify(dayRows("2026-11-24", desks, true))).toContain("Prova Anna");
  });

  it("has as many cells in every line as in the first", () => {
    for (const names of [false, true]) {
      const [head, ...rows] = dayRows("2026-11-24", desks, names);
      expect(rows).toHaveLength(3);
      for (const row of rows) expect(row).toHaveLength(head?.length ?? 0);
    }
  });
});

describe("the week", () => {
  const desk = (id: string | null, name: string, days: Counts[]): DeskWeek => ({ desk_id: id, desk_name: name, days, week: counts(9) });
  const seven = Array.from({ length: 7 }, (_, at) => counts(at, at < 2 ? { sold: at, open: 4 * at } : null));
  const week: SupervisionWeek = {
    monday: "2026-10-19",
    hours_as_of: null,
    first_free: [],
    all: desk(null, "", seven),
    desks: [desk("d1", "Sportello 1", seven), desk("d2", "Sportello 2", seven)],
  };

  it("says the occupation where anything was open", () => {
    expect(percent({ sold: 1, open: 3 })).toBe("33%");
    expect(percent({ sold: 1, open: 0 })).toBe("–");
    expect(percent(null)).toBe("–");
    expect(daysOfWeek(week, "").lines.map((line) => line.cells.at(-1))).toEqual(["–", "25%", "–", "–", "–", "–", "–", "–"]);
  });

  it("lists each desk with the sum, and each day of the chosen one", () => {
    expect(desksOfWeek(week).lines.map((line) => line.head)).toEqual(["Sportello 1", "Sportello 2", "Tutti gli sportelli"]);
    const table = daysOfWeek(week, "d2");
    expect(table.title).toContain("Sportello 2");
    expect(table.lines.map((line) => line.id)).toContain("2026-10-25");
    for (const line of table.lines) expect(line.cells).toHaveLength(table.columns.length);
  });

  it("goes into the file by desk and day", () => {
    expect(weekRows(week, "")).toHaveLength(1 + 3 * 7);
    const [head, ...rows] = weekRows(week, "d1");
    expect(rows).toHaveLength(7);
    for (const row of rows) expect(row).toHaveLength(head?.length ?? 0);
  });
});

describe("the month", () => {
  const figures = (appointments: number): Figures => ({
    counts: counts(appointments),
    waiting: { of: appointments, median: 2, ninetieth: 9, classes: [0, appointments, 0, 0, 0] },
  });
  const count: MonthlyCount = {
    from: "2026-10-01",
    to: "2026-10-31",
    comune_name: "Pieve di Prova",
    istat_code: "025999",
    made_at: "2026-11-02T08:00:00Z",
    as_of: "2026-11-02T07:59:00Z",
    hide_under: 3,
    total: { code: "", name: "", few: false, figures: figures(14) },
    by_reason: {
      rows: [
        { code: "naspi", name: "Ho perso il lavoro", few: false, figures: figures(9) },
        { code: "isee", name: "ISEE", few: false, figures: null },
        { code: "civil", name: "Invalidità", few: true, figures: null },
      ],
      together: figures(5),
    },
    by_mode: { rows: [{ code: "video", name: "", few: false, figures: figures(14) }], together: null },
  };

  it("does not tell apart what could point to a person", () => {
    const [reasons, modes] = monthTables(count, "outcomes");
    expect(reasons.lines.map((line) => line.cells[0])).toEqual(["9", "nascosto", "<3", "5", "14"]);
    for (const line of reasons.lines.slice(1, 3)) expect(line.cells.slice(1).join("")).toBe("");
    expect(hiddenWords(reasons, 3)).toMatch(/Invalidità.*ISEE/);
    expect(hiddenWords(modes, 3)).toBe("");
    expect(modes.lines.map((line) => line.head)).toEqual(["Videochiamata", "Totale"]);
  });

  it("writes above the numbers what they are, whence and how they are counted", () => {
    const text = JSON.stringify(monthRows(count));
    for (const said of ["Pieve di Prova", "025999", "ottobre 2026", "Fonte", "02/11/2026", "meno di 3", "Mediana"]) {
      expect(text).toContain(said);
    }
    expect(text).not.toMatch(/\d{1,2}\/10\/2026|S1-/);
  });

  it("goes over the year's end", () => {
    expect(addMonths("2027-01-31", -1)).toBe("2026-12-01");
    expect(addMonths("2026-12-31", 1)).toBe("2027-01-01");
    expect(monthInWords("2026-10-01")).toBe("ottobre 2026");
  });
});
