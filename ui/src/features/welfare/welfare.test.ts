/** What the welfare screen says and draws, from figures to sentences and marks. */
import { describe, expect, it } from "vitest";
import type { Level } from "../../backend/contract/Level";
import type { TerritoryDocument } from "../../backend/contract/TerritoryDocument";
import { checked, number, period } from "./figures";
import { chart, HEIGHT, nearest, WIDTH } from "./geometry";
import { change, chartDescription, judgement, others, reading, sentence } from "./sentences";
import { allSeries, type Series, yearBefore } from "./series";

const PERIODS = ["2022", "2023", "2024", "2025"];

// Invented figures of an invented comune.
function territory(level: Level, name: string, values: (number | null)[], periods = PERIODS): TerritoryDocument {
  return {
    release_id: "prova",
    territory: { code: name, name, level },
    indicators: [
      {
        code: "prova_famiglie",
        name: "Famiglie di prova",
        description: "Numero inventato.",
        unit: "famiglie ogni 1.000 residenti",
        decimals: 1,
        direction: "up_is_good",
        source: "Fonte inventata",
        extracted_on: "2026-01-15",
        periods,
        values,
      },
    ],
  };
}

function series(own: (number | null)[], ...rest: TerritoryDocument[]): Series {
  const [one] = allSeries([...rest, territory("comune", "Pieve di Prova", own)]);
  if (one === undefined) throw new Error("no series");
  return one;
}

describe("series", () => {
  it("puts the comune first and lines up periods that differ", () => {
    const one = series([1, 2, 3, 4], territory("country", "Italia", [8, 9], ["2024", "2025"]));
    expect(one.lines.map((line) => line.level)).toEqual(["comune", "country"]);
    expect(one.lines[1]?.figures).toEqual(["absent", "absent", 8, 9]);
  });

  it("shows nothing when the own comune is missing", () => {
    expect(allSeries([territory("country", "Italia", [1, 2, 3, 4])])).toEqual([]);
  });

  it("keeps zero a number and null protected", () => {
    expect(series([0, null, 0, 0]).lines[0]?.figures).toEqual([0, "protected", 0, 0]);
  });

  it("goes back a year within months and quarters", () => {
    expect([yearBefore("2025"), yearBefore("2025-03"), yearBefore("2025-Q1")]).toEqual(["2024", "2024-03", "2024-Q1"]);
  });
});

describe("sentences", () => {
  it("says more, less and the same against a year before", () => {
    expect(sentence(series([1, 2, 1300.5, 1312]))).toBe(
      "1.312,0 famiglie ogni 1.000 residenti nel 2025, 11,5 in più di un anno prima.",
    );
    expect(sentence(series([1, 2, 9, 7.5]))).toContain("1,5 in meno di un anno prima");
    expect(sentence(series([1, 2, 7.01, 7.04]))).toContain("come un anno prima");
  });

  it("says no change where the year before is protected", () => {
    const one = series([1, 2, null, 7]);
    expect(sentence(one)).toContain("la variazione non si può dire");
    expect(change(one)).toBe("non calcolabile");
    expect(judgement(one)).toBeNull();
  });

  it("says first that the newest figure is protected", () => {
    expect(sentence(series([1, 2, 3, null]))).toMatch(/^Per il periodo più recente \(2025\) il dato è n\.d\. \(dato protetto\)/);
    expect(sentence(series([null, null, null, null]))).toContain("nessun dato è pubblicabile");
  });

  it("names the others only where they have a figure in that period", () => {
    const one = series([1, 2, 3, 4], territory("region", "Veneto", [5, 5, 5, 6]), territory("country", "Italia", [5, 5, 5, null]));
    expect(others(one)).toBe("Nello stesso periodo: Veneto 6,0.");
  });

  it("calls a fall good only where less is better", () => {
    const falling = series([1, 2, 9, 7]);
    expect(judgement(falling)).toBe("bad");
    expect(judgement({ ...falling, direction: "up_is_bad" })).toBe("good");
    expect(judgement({ ...falling, direction: "neutral" })).toBeNull();
  });

  it("never speaks of an effect", () => {
    const one = series([1, null, 3, 4], territory("country", "Italia", [8, 9, 7, 6]));
    const all = [sentence(one), others(one), change(one), chartDescription(one), reading(one, 1)].join(" ");
    expect(all).not.toMatch(/effett/i);
  });

  it("describes each line and the gaps, and reads the protected figure at the cursor", () => {
    const one = series([1, null, 3, 4], territory("country", "Italia", [8, 9, 7, 6]));
    expect(chartDescription(one)).toContain("Pieve di Prova: da 1,0 (2022) a 4,0 (2025).");
    expect(chartDescription(one)).toContain("Dato del comune protetto per: 2023.");
    expect(reading(one, 1)).toBe("2023. Pieve di Prova n.d. (dato protetto); Italia 9,0");
  });
});

describe("chart", () => {
  it("breaks the line at a gap and marks a number that stands alone", () => {
    const own = chart(series([1, null, 3, 4])).traces[0];
    expect(own?.path.match(/M/g)).toHaveLength(2);
    expect(own?.dots.map(({ at }) => at)).toEqual([0, 2, 3]);
    const other = chart(series([5, 5, 5, 5], territory("country", "Italia", [1, null, 3, 4]))).traces[1];
    expect(other?.dots.map(({ at }) => at)).toEqual([0]);
  });

  it("marks only protected columns of the comune", () => {
    const drawn = chart(series([1, null, 3, 4], territory("country", "Italia", [null, 2, 2, 2])));
    expect(drawn.gaps).toHaveLength(1);
    expect((drawn.gaps[0]?.x ?? 0) + (drawn.gaps[0]?.width ?? 0) / 2).toBeCloseTo(drawn.xs[1] ?? -1);
  });

  it("keeps the columns of protected figures off the axis", () => {
    const { gaps, plot } = chart(series([null, 2, 3, null]));
    for (const { x, width } of gaps) expect(x >= plot.left && x + width <= plot.right && width > 0).toBe(true);
  });

  it("keeps labels apart and inside, in the order of the values", () => {
    const close = chart(
      series(
        [5, 5, 5, 5.02],
        territory("province", "Prova", [5, 5, 5, 5.01]),
        territory("region", "Veneto", [5, 5, 5, 5]),
        territory("country", "Italia", [1, 2, 3, 4.99]),
      ),
    );
    const ys = close.traces.map((trace) => trace.label?.y ?? NaN);
    for (let at = 1; at < ys.length; at += 1) expect((ys[at] ?? 0) - (ys[at - 1] ?? 0)).toBeGreaterThanOrEqual(14.9);
    for (const y of ys) expect(y).toBeLessThanOrEqual(HEIGHT);
  });

  it("draws more as higher and stays in its box", () => {
    const points = chart(series([10, 20, 15, 40])).traces[0]?.points ?? [];
    expect(points[3]?.y).toBeLessThan(points[0]?.y ?? 0);
    for (const { x, y } of points) expect(x >= 0 && x <= WIDTH && y >= 0 && y <= HEIGHT).toBe(true);
  });

  it("draws one period, equal values and no value at all without a broken number", () => {
    for (const own of [[null, null, null, null], [7, 7, 7, 7], [null, null, null, 0]]) {
      expect(JSON.stringify(chart(series(own)))).not.toMatch(/NaN|null,"y":null/);
    }
  });

  it("marks months of several years by year, and else at most eight periods with the newest", () => {
    const months = Array.from({ length: 36 }, (_, at) => `${2023 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`);
    const [one] = allSeries([territory("comune", "Pieve di Prova", months.map((_, at) => at), months)]);
    const ticks = one ? chart(one).periodTicks : [];
    expect(ticks.map(({ period, year }) => [period, year])).toEqual([["2023-01", true], ["2024-01", true], ["2025-01", true]]);
    const few = one && chart({ ...one, periods: months.slice(0, 12), lines: one.lines.map((line) => ({ ...line, figures: line.figures.slice(0, 12) })) });
    expect(few?.periodTicks.length).toBeLessThanOrEqual(8);
    expect(few?.periodTicks.at(-1)).toMatchObject({ period: "2023-12", year: false });
  });

  it("leaves out of the picture, and names, what is of another size", () => {
    const drawn = chart(series([19, 20, 21, 19], territory("region", "Veneto", [30, 40, 50, 60]), territory("country", "Italia", [3e5, 3e5, 3e5, 3e5])));
    expect(drawn.traces.map((trace) => trace.territory)).toEqual(["Pieve di Prova", "Veneto"]);
    expect(drawn.left).toEqual(["Italia"]);
    expect(chart(series([null, null, null, null], territory("country", "Italia", [3e5, 3e5, 3e5, 3e5]))).left).toEqual([]);
  });

  it("finds the period under the pointer", () => {
    expect([nearest([10, 20, 30], 0), nearest([10, 20, 30], 16), nearest([10, 20, 30], 99)]).toEqual([0, 1, 2]);
  });
});

describe("figures", () => {
  it("writes numbers and periods in Italian", () => {
    expect(number(1234.5, 1)).toBe("1.234,5");
    expect([period("2025"), period("2025-03"), period("2025-Q2")]).toEqual(["2025", "marzo 2025", "2º trim. 2025"]);
  });

  it("counts days by the midnights of Rome", () => {
    const now = new Date("2026-11-24T00:30:00+01:00");
    expect(checked("2026-11-23T23:50:00+01:00", now)).toBe("verificati ieri");
    expect(checked("2026-11-24T00:10:00+01:00", now)).toBe("verificati oggi");
    expect(checked("2026-11-20T12:00:00+01:00", now)).toBe("verificati 4 giorni fa");
    expect(checked(null, now)).toBe("mai verificati con il sistema centrale");
  });
});
