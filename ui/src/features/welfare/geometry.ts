/** Where the marks of a trend chart go, in the units of its view box; pure, so that it is tested without a screen. */
import { scaleLinear, scalePoint } from "d3-scale";
import { line as pathOf } from "d3-shape";
import type { Level } from "../../backend/contract/Level";
import type { Line, Series } from "./series";

export const WIDTH = 620;
export const HEIGHT = 250;
const MARGIN = { top: 14, right: 150, bottom: 30, left: 62 };
const LABEL_GAP = 15;
const MOST_PERIOD_TICKS = 8;
const MOST_DOTS = 24;
/** Beyond this many times larger or smaller, a line would press the comune's against the axis. */
const COMPARABLE = 10;

export interface Point {
  at: number;
  x: number;
  y: number;
}

export interface Trace {
  level: Level;
  territory: string;
  path: string;
  points: Point[];
  /** What is marked on the line: all numbers of the comune if they are few, and those that a gap on both sides leaves without a line. */
  dots: Point[];
  label: { x: number; y: number; anchorY: number } | null;
}

export interface Chart {
  traces: Trace[];
  /** Territories whose numbers are of another size: they are in the table only. */
  left: string[];
  valueTicks: { value: number; y: number }[];
  /** `year`: the tick stands for its whole year. */
  periodTicks: { period: string; year: boolean; x: number }[];
  /** Columns where the comune's figure is protected. */
  gaps: { x: number; width: number }[];
  xs: number[];
  plot: { left: number; right: number; top: number; bottom: number };
}

/** Lays out a series. */
export function chart(series: Series): Chart {
  const plot = { left: MARGIN.left, right: WIDTH - MARGIN.right, top: MARGIN.top, bottom: HEIGHT - MARGIN.bottom };
  const across = scalePoint<string>().domain(series.periods).range([plot.left + 6, plot.right - 6]);
  const lines = comparable(series.lines);
  const numbers = lines.flatMap((line) => line.figures.filter((figure) => typeof figure === "number"));
  const up = scaleLinear().domain(valueDomain(numbers)).nice(5).range([plot.bottom, plot.top]);
  const xs = series.periods.map((period) => across(period) ?? plot.left);
  const traces = lines.map((line): Trace => {
    const spots = line.figures.map((figure, at) => (typeof figure === "number" ? { at, x: xs[at] ?? 0, y: up(figure) } : null));
    const points = spots.filter((spot) => spot !== null);
    const draw = pathOf<Point | null>()
      .defined((spot) => spot !== null)
      .x((spot) => spot?.x ?? 0)
      .y((spot) => spot?.y ?? 0);
    const last = points.at(-1);
    return {
      level: line.level,
      territory: line.territory,
      path: draw(spots) ?? "",
      points,
      dots: points.filter(
        ({ at }) =>
          (line.level === "comune" && points.length <= MOST_DOTS) ||
          ((spots[at - 1] ?? null) === null && (spots[at + 1] ?? null) === null),
      ),
      label: last === undefined ? null : { x: plot.right + 8, y: last.y, anchorY: last.y },
    };
  });
  spread(traces, plot.top + 4, plot.bottom);
  return {
    traces,
    left: series.lines.filter((line) => !lines.includes(line)).map((line) => line.territory),
    valueTicks: up.ticks(5).map((value) => ({ value, y: up(value) })),
    periodTicks: periodTicks(series.periods).map((tick) => ({ ...tick, x: across(tick.period) ?? 0 })),
    gaps: gaps(series, xs, across.step()).map((gap) => within(gap, plot)),
    xs,
    plot,
  };
}

/** The numbers with a little air; never a domain of no height. */
function valueDomain(numbers: number[]): [number, number] {
  if (numbers.length === 0) return [0, 1];
  const least = Math.min(...numbers);
  const most = Math.max(...numbers);
  const air = most === least ? Math.abs(most) * 0.1 || 1 : (most - least) * 0.08;
  const floor = least - air;
  return [least >= 0 && floor < 0 ? 0 : floor, most + air];
}

/** The comune's line, and those of its size: a number of families of Italy tells nothing beside one of a village. */
function comparable(lines: Line[]): Line[] {
  const own = lines.find((line) => line.level === "comune");
  const size = own === undefined ? 0 : largest(own);
  if (size === 0) return lines;
  return lines.filter((line) => {
    const times = largest(line) / size;
    return times === 0 || (times <= COMPARABLE && times >= 1 / COMPARABLE);
  });
}

function largest(line: Line): number {
  return Math.max(0, ...line.figures.map((figure) => (typeof figure === "number" ? Math.abs(figure) : 0)));
}

/** Months and quarters of several years are marked where each year begins; all else by every n-th period. */
function periodTicks(periods: string[]): { period: string; year: boolean }[] {
  const starts = periods.filter((period, at) => period.length > 4 && period.slice(0, 4) !== periods[at - 1]?.slice(0, 4));
  if (starts.length >= 3) return thinned(starts).map((period) => ({ period, year: true }));
  return thinned(periods).map((period) => ({ period, year: false }));
}

/** Every n-th period, counted from the newest, so that the newest is always named. */
function thinned(periods: string[]): string[] {
  const step = Math.max(1, Math.ceil(periods.length / MOST_PERIOD_TICKS));
  return periods.filter((_, at) => (periods.length - 1 - at) % step === 0);
}

function gaps(series: Series, xs: number[], step: number): { x: number; width: number }[] {
  const own = series.lines.find((line) => line.level === "comune");
  const width = Math.min(step === 0 ? 40 : step, 40);
  return (own?.figures ?? []).flatMap((figure, at) =>
    figure === "protected" ? [{ x: (xs[at] ?? 0) - width / 2, width }] : [],
  );
}

/** The part of a column that is inside the plot: beside it stand the numbers of the axis. */
function within(gap: { x: number; width: number }, plot: Chart["plot"]): { x: number; width: number } {
  const x = Math.max(gap.x, plot.left);
  return { x, width: Math.min(gap.x + gap.width, plot.right) - x };
}

/** Moves the labels apart, keeping their order, inside the plot. */
function spread(traces: Trace[], top: number, bottom: number): void {
  const labels = traces.flatMap((trace) => (trace.label === null ? [] : [trace.label])).sort((a, b) => a.y - b.y);
  let floor = top;
  for (const label of labels) {
    label.y = Math.max(label.y, floor);
    floor = label.y + LABEL_GAP;
  }
  let ceiling = bottom;
  for (const label of labels.reverse()) {
    label.y = Math.min(label.y, ceiling);
    ceiling = label.y - LABEL_GAP;
  }
}

/** The period nearest to `x`, by its place in the list. */
export function nearest(xs: number[], x: number): number {
  return xs.reduce((best, one, at) => (Math.abs(one - x) < Math.abs((xs[best] ?? 0) - x) ? at : best), 0);
}
