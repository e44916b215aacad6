/** Brings the figures of the territories together: one indicator, one list of periods, one line a territory. */
import type { Direction } from "../../backend/contract/Direction";
import type { Indicator } from "../../backend/contract/Indicator";
import type { Level } from "../../backend/contract/Level";
import type { TerritoryDocument } from "../../backend/contract/TerritoryDocument";

/** A figure: a number, `protected` (published as suppressed) or `absent` (this territory has no such period). */
export type Figure = number | "protected" | "absent";

/** The figures of one territory, one a period of the series. */
export interface Line {
  level: Level;
  territory: string;
  figures: Figure[];
}

/** An indicator over all territories that have it, the comune first. */
export interface Series {
  code: string;
  name: string;
  description: string;
  unit: string;
  decimals: number;
  direction: Direction;
  source: string;
  extractedOn: string;
  periods: string[];
  lines: Line[];
}

const ORDER: Record<Level, number> = { comune: 0, province: 1, region: 2, country: 3 };

/** All indicators of the comune, in its order; those of other territories only where the comune has them too. */
export function allSeries(territories: TerritoryDocument[]): Series[] {
  const ordered = [...territories].sort((a, b) => ORDER[a.territory.level] - ORDER[b.territory.level]);
  const own = ordered[0];
  if (own === undefined || own.territory.level !== "comune") return [];
  return own.indicators.map((indicator) => oneSeries(indicator, ordered));
}

function oneSeries(own: Indicator, territories: TerritoryDocument[]): Series {
  const found = territories.flatMap((document) => {
    const indicator = document.indicators.find((one) => one.code === own.code);
    return indicator === undefined ? [] : [{ territory: document.territory, indicator }];
  });
  // Periods are ISO-like (`2021`, `2022-03`): their text order is their order in time.
  const periods = [...new Set(found.flatMap(({ indicator }) => indicator.periods))].sort();
  return {
    code: own.code,
    name: own.name,
    description: own.description,
    unit: own.unit,
    decimals: own.decimals,
    direction: own.direction,
    source: own.source,
    extractedOn: own.extracted_on,
    periods,
    lines: found.map(({ territory, indicator }) => ({
      level: territory.level,
      territory: territory.name,
      figures: periods.map((period) => figureOf(indicator, period)),
    })),
  };
}

function figureOf(indicator: Indicator, period: string): Figure {
  const at = indicator.periods.indexOf(period);
  if (at < 0) return "absent";
  return indicator.values[at] ?? "protected";
}

/** The same period a year before: `2021` for `2022`, `2021-03` for `2022-03`. */
export function yearBefore(period: string): string {
  return `${Number(period.slice(0, 4)) - 1}${period.slice(4)}`;
}

/** The last figure of a line and its change in a year. */
export interface Latest {
  period: string;
  value: number;
  /** Rounded to the decimals shown, so that "0" is said as "the same"; absent without a figure of a year before. */
  change: number | null;
}

/** The newest published number of a line; absent if none is. */
export function latest(series: Series, line: Line): Latest | null {
  for (let at = series.periods.length - 1; at >= 0; at -= 1) {
    const value = line.figures[at];
    const period = series.periods[at];
    if (typeof value !== "number" || period === undefined) continue;
    const before = line.figures[series.periods.indexOf(yearBefore(period))];
    const change = typeof before === "number" ? rounded(value, series.decimals) - rounded(before, series.decimals) : null;
    return { period, value, change: change === null ? null : rounded(change, series.decimals) };
  }
  return null;
}

function rounded(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}
