/** The numbers of the week and of the month: their words, and how a count is written in a cell; pure. */
import type { Breakdown } from "../../backend/contract/Breakdown";
import type { CountRow } from "../../backend/contract/CountRow";
import type { Counts } from "../../backend/contract/Counts";
import type { Figures } from "../../backend/contract/Figures";
import type { MonthlyCount } from "../../backend/contract/MonthlyCount";
import type { Occupation } from "../../backend/contract/Occupation";
import type { SupervisionWeek } from "../../backend/contract/SupervisionWeek";
import { m } from "../../messages/messages.js";
import { addDays, dayShort } from "../../shared/dates";
import { modeLook } from "../../shared/states";
import { MODES } from "./filter";

/** A line of a table of numbers. */
export interface Line {
  id: string;
  head: string;
  cells: string[];
  /** Of all the others together. */
  sum?: boolean;
  /** Not told apart, because it has too few (`few`) or to protect one that has. */
  hidden?: "few" | "other";
}

export interface Table {
  title: string;
  /** What the lines are. */
  corner: string;
  columns: string[];
  lines: Line[];
}

type Counted = Exclude<keyof Counts, "occupation">;

const OUTCOMES: [Counted, () => string][] = [
  ["appointments", m.supervision_count_appointments],
  ["held", m.supervision_count_held],
  ["citizen_absent", m.supervision_count_citizen_absent],
  ["officer_absent", m.supervision_count_officer_absent],
  ["technical_failure", m.supervision_count_technical_failure],
  ["cancelled", m.supervision_count_cancelled],
  ["withdrawn", m.supervision_count_withdrawn],
  ["outcome_missing", m.supervision_count_outcome_missing],
  ["to_come", m.supervision_count_to_come],
];
const BESIDE: [Counted, () => string][] = [
  ["moved", m.supervision_count_moved],
  ["moved_by_inps", m.supervision_count_moved_by_inps],
  ["papers_missing", m.supervision_count_papers_missing],
  ["walk_ins", m.supervision_count_walk_ins],
];

export const countColumns = () => [...OUTCOMES, ...BESIDE].map(([, word]) => word());
export const countCells = (counts: Counts) => [...OUTCOMES, ...BESIDE].map(([key]) => String(counts[key]));

/** `75%`; a dash where nothing was open or nobody knows how much. */
export function percent(occupation: Occupation | null): string {
  if (occupation === null || occupation.open === 0) return "–";
  return `${Math.round((100 * occupation.sold) / occupation.open)}%`;
}

const weekCells = (counts: Counts) => [...countCells(counts), percent(counts.occupation)];
const weekColumns = () => [...countColumns(), m.supervision_count_occupation()];

/** The desks of the week, each with its whole week. */
export function desksOfWeek(week: SupervisionWeek): Table {
  const lines = week.desks.map((desk) => ({ id: desk.desk_id ?? "", head: desk.desk_name, cells: weekCells(desk.week) }));
  const all = { id: "all", head: m.supervision_all_desks(), cells: weekCells(week.all.week), sum: true };
  return { title: m.supervision_week_desks(), corner: m.supervision_filter_desk(), columns: weekColumns(), lines: [...lines, all] };
}

/** The days of the week of a desk; of all without one. */
export function daysOfWeek(week: SupervisionWeek, desk: string): Table {
  const chosen = week.desks.find((one) => one.desk_id === desk) ?? week.all;
  const name = chosen.desk_name || m.supervision_all_desks();
  const lines: Line[] = chosen.days.map((day, at) => {
    const date = addDays(week.monday, at);
    return { id: date, head: dayShort(date), cells: weekCells(day) };
  });
  lines.push({ id: "week", head: m.supervision_whole_week(), cells: weekCells(chosen.week), sum: true });
  return { title: m.supervision_week_days({ name }), corner: m.supervision_date(), columns: weekColumns(), lines };
}

const CLASSES = [m.supervision_class_0, m.supervision_class_3, m.supervision_class_7, m.supervision_class_14, m.supervision_class_more];
const waitColumns = () => [m.supervision_wait_of(), m.supervision_wait_median(), m.supervision_wait_ninetieth(), ...CLASSES.map((word) => word())];

function waitCells({ waiting }: Figures): string[] {
  if (waiting === null) return waitColumns().map(() => "–");
  return [waiting.of, waiting.median, waiting.ninetieth, ...waiting.classes].map(String);
}

export type MonthPart = "outcomes" | "waiting";

export const monthColumns = (part: MonthPart) => (part === "outcomes" ? countColumns() : waitColumns());
const monthCells = (part: MonthPart, figures: Figures) => (part === "outcomes" ? countCells(figures.counts) : waitCells(figures));

/** A row that is not told apart has one cell only: how few, or that it is hidden. */
function hidden(part: MonthPart, row: CountRow, under: number): string[] {
  const [, ...others] = monthColumns(part).map(() => "");
  return [row.few ? `<${under}` : m.supervision_hidden(), ...others];
}

function headOf(row: CountRow): string {
  const mode = MODES.find((one) => one === row.code);
  return row.name || (mode ? modeLook(mode).word : row.code);
}

function linesOf(part: MonthPart, { rows, together }: Breakdown, under: number): Line[] {
  const lines = rows.map((row): Line => {
    const line = { id: row.code, head: headOf(row) };
    if (row.figures) return { ...line, cells: monthCells(part, row.figures) };
    return { ...line, cells: hidden(part, row, under), hidden: row.few ? "few" : "other" };
  });
  if (together === null) return lines;
  return [...lines, { id: "together", head: m.supervision_together(), cells: monthCells(part, together) }];
}

/** The tables of the month: by reason and by mode, each with the total. */
export function monthTables(count: MonthlyCount, part: MonthPart): [Table, Table] {
  const { total, hide_under: under } = count;
  const sum: Line = {
    id: "total",
    head: m.supervision_total(),
    cells: total.figures ? monthCells(part, total.figures) : hidden(part, total, under),
    sum: true,
  };
  const table = (title: string, corner: string, of: Breakdown): Table => ({
    title,
    corner,
    columns: monthColumns(part),
    lines: [...linesOf(part, of, under), sum],
  });
  const [reasons, modes] =
    part === "outcomes"
      ? [m.supervision_by_reason(), m.supervision_by_mode()]
      : [m.supervision_wait_by_reason(), m.supervision_wait_by_mode()];
  return [table(reasons, m.supervision_filter_service(), count.by_reason), table(modes, m.supervision_filter_mode(), count.by_mode)];
}

/** Which rows of a table are not told apart, in words; empty: none. */
export function hiddenWords(table: Table, under: number): string {
  const named = (why: Line["hidden"]) => table.lines.filter((line) => line.hidden === why).map((line) => line.head).join(", ");
  const [few, other] = [named("few"), named("other")];
  return [few && m.supervision_hidden_few({ under, names: few }), other && m.supervision_hidden_other({ names: other })]
    .filter(Boolean)
    .join(" ");
}
