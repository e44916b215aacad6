/** The plain sentences of an indicator, made from its figures; they say "variazione" and never a cause. */
import { m } from "../../messages/messages.js";
import { figure, inPeriod, number, period } from "./figures";
import { latest, type Line, type Series } from "./series";

const AND = new Intl.ListFormat("it-IT", { type: "conjunction" });

/** `a, b e c` */
export const listed = (names: string[]): string => AND.format(names);

/** The one sentence under the indicator's name. */
export function sentence(series: Series): string {
  const own = series.lines[0];
  const newest = own === undefined ? null : latest(series, own);
  if (newest === null) return m.welfare_now_nothing();
  const said = saidOf(series, newest);
  const last = series.periods.at(-1) ?? newest.period;
  if (newest.period === last || own?.figures.at(-1) !== "protected") return said;
  return m.welfare_now_protected({ period: period(last), sentence: said });
}

function saidOf(series: Series, newest: NonNullable<ReturnType<typeof latest>>): string {
  const value = number(newest.value, series.decimals);
  const when = inPeriod(newest.period);
  if (newest.change === null) return m.welfare_now_alone({ value, unit: series.unit, when });
  if (newest.change === 0) return m.welfare_now_same({ value, unit: series.unit, when });
  const words = { value, unit: series.unit, when, change: number(Math.abs(newest.change), series.decimals) };
  return newest.change > 0 ? m.welfare_now_more(words) : m.welfare_now_less(words);
}

/** Where province, region and country stand in the comune's newest period; absent if none has a figure. */
export function others(series: Series): string | null {
  const own = series.lines[0];
  const newest = own === undefined ? null : latest(series, own);
  if (newest === null) return null;
  const at = series.periods.indexOf(newest.period);
  const said = series.lines.slice(1).flatMap((line) => {
    const value = line.figures[at];
    return typeof value === "number"
      ? [m.welfare_other({ territory: line.territory, value: number(value, series.decimals) })]
      : [];
  });
  return said.length === 0 ? null : m.welfare_others({ list: AND.format(said) });
}

/** The change in a year with its sign: `+4`, `−1,2`, `nessuna`. */
export function change(series: Series): string {
  const own = series.lines[0];
  const by = own === undefined ? null : (latest(series, own)?.change ?? null);
  if (by === null) return m.welfare_change_none();
  if (by === 0) return m.welfare_change_same();
  return `${by > 0 ? "+" : "−"}${number(Math.abs(by), series.decimals)}`;
}

/** Whether the change is good news; absent where it is neither, or unknown. */
export function judgement(series: Series): "good" | "bad" | null {
  const own = series.lines[0];
  const by = own === undefined ? null : (latest(series, own)?.change ?? null);
  if (by === null || by === 0 || series.direction === "neutral") return null;
  return by > 0 === (series.direction === "up_is_good") ? "good" : "bad";
}

/** The chart's title for a screen reader. */
export function chartTitle(series: Series): string {
  return m.welfare_chart_title({ name: series.name, first: edge(series, 0), last: edge(series, -1) });
}

/** The chart's description: each line from its first to its last number, and the gaps of the comune. */
export function chartDescription(series: Series): string {
  const lines = series.lines.map((line) => lineDescription(series, line));
  const hidden = series.periods.filter((_, at) => series.lines[0]?.figures[at] === "protected");
  const gaps = hidden.length === 0 ? [] : [m.welfare_chart_gaps({ periods: AND.format(hidden.map(period)) })];
  return [m.welfare_chart_unit({ unit: series.unit }), ...lines, ...gaps].join(" ");
}

function lineDescription(series: Series, line: Line): string {
  const numbers = line.figures.flatMap((value, at) => (typeof value === "number" ? [{ value, at }] : []));
  const first = numbers[0];
  const last = numbers.at(-1);
  const territory = line.territory;
  if (first === undefined || last === undefined) return m.welfare_chart_line_none({ territory });
  const to = number(last.value, series.decimals);
  if (first.at === last.at) return m.welfare_chart_line_one({ territory, to, last: edge(series, last.at) });
  const from = number(first.value, series.decimals);
  return m.welfare_chart_line({ territory, from, to, first: edge(series, first.at), last: edge(series, last.at) });
}

/** What the point cursor reads at a period. */
export function reading(series: Series, at: number): string {
  const figures = series.lines
    .map((line) => m.welfare_other({ territory: line.territory, value: figure(line.figures[at] ?? "absent", series) }))
    .join("; ");
  return m.welfare_cursor_text({ period: edge(series, at), figures });
}

function edge(series: Series, at: number): string {
  const code = series.periods.at(at);
  return code === undefined ? "" : period(code);
}
