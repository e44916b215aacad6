/** What is kept as CSV: lines of cells with the words of the screen; pure. */
import type { DeskDay } from "../../backend/contract/DeskDay";
import type { MonthlyCount } from "../../backend/contract/MonthlyCount";
import type { SupervisionWeek } from "../../backend/contract/SupervisionWeek";
import { m } from "../../messages/messages.js";
import { addDays, dayPlain, hour } from "../../shared/dates";
import { appointmentLook, modeLook } from "../../shared/states";
import { countCells, countColumns, monthTables, percent } from "./measures";
import { monthInWords } from "./words";

const yesOrNo = (yes: boolean) => (yes ? m.supervision_yes() : m.supervision_no());

/** The day as it is shown; with the citizens' names only if asked for. */
export function dayRows(date: string, desks: DeskDay[], names: boolean): string[][] {
  const head = [
    m.supervision_date(),
    m.supervision_sheet_hour(),
    m.supervision_filter_desk(),
    m.supervision_sheet_number(),
    ...(names ? [m.appointment_citizen()] : []),
    m.supervision_filter_service(),
    m.supervision_filter_mode(),
    m.supervision_sheet_minutes(),
    m.supervision_filter_state(),
    m.supervision_sheet_needed(),
    m.supervision_sheet_missing(),
    m.day_walk_in(),
  ];
  const rows = desks.flatMap((desk) =>
    desk.appointments.map((one) => [
      dayPlain(date),
      hour(one.starts_at),
      desk.desk_name,
      one.number,
      ...(names ? [one.citizen_name] : []),
      one.service_name,
      modeLook(one.mode).word,
      String(one.minutes),
      appointmentLook(one.state).word,
      String(one.papers_needed),
      one.papers_missing.join(", "),
      yesOrNo(one.walk_in),
    ]),
  );
  return [head, ...rows];
}

/** The week of every desk by day; of one desk where one is chosen. */
export function weekRows(week: SupervisionWeek, desk: string): string[][] {
  const head = [
    m.supervision_filter_desk(),
    m.supervision_date(),
    ...countColumns(),
    m.supervision_sheet_sold(),
    m.supervision_sheet_open(),
    m.supervision_count_occupation(),
  ];
  const shown = desk ? week.desks.filter((one) => one.desk_id === desk) : [...week.desks, week.all];
  const rows = shown.flatMap((one) =>
    one.days.map((counts, at) => [
      one.desk_name || m.supervision_all_desks(),
      dayPlain(addDays(week.monday, at)),
      ...countCells(counts),
      counts.occupation ? String(counts.occupation.sold) : "",
      counts.occupation ? String(counts.occupation.open) : "",
      counts.occupation ? percent(counts.occupation) : "",
    ]),
  );
  return [head, ...rows];
}

/** What the count is about and how it is made, as it stands above the numbers. */
export function monthHead(count: MonthlyCount): [string, string][] {
  const when = (at: string) => `${dayPlain(at)}, ${hour(at)}`;
  return [
    [m.supervision_month_comune(), `${count.comune_name} (ISTAT ${count.istat_code})`],
    [m.supervision_month_month(), monthInWords(count.from)],
    [m.supervision_month_source(), count.as_of ? m.supervision_month_source_of({ when: when(count.as_of) }) : m.supervision_age_never()],
    [m.supervision_month_made(), when(count.made_at)],
    [m.supervision_month_hidden(), m.supervision_month_rule({ under: count.hide_under })],
  ];
}

export const countDefinitions = (): [string, string][] => [
  [m.supervision_count_appointments(), m.supervision_define_appointments()],
  [m.supervision_count_citizen_absent(), m.supervision_define_absent()],
  [m.supervision_count_cancelled(), m.supervision_define_cancelled()],
  [m.supervision_count_withdrawn(), m.supervision_define_withdrawn()],
  [m.supervision_count_moved(), m.supervision_define_moved()],
  [m.supervision_count_papers_missing(), m.supervision_define_papers()],
];

export const weekDefinitions = (): [string, string][] => [
  ...countDefinitions(),
  [m.supervision_count_occupation(), m.supervision_define_occupation()],
  [m.supervision_first_free(), m.supervision_define_first_free()],
];

export const monthDefinitions = (): [string, string][] => [
  ...countDefinitions(),
  [m.supervision_wait(), m.supervision_define_wait()],
  [m.supervision_wait_median(), m.supervision_define_median()],
];

export function monthRows(count: MonthlyCount): string[][] {
  const rows: string[][] = [[m.supervision_month_title()], ...monthHead(count), [], [m.supervision_definitions()], ...monthDefinitions()];
  for (const part of ["outcomes", "waiting"] as const) {
    for (const table of monthTables(count, part)) {
      rows.push([], [table.title], [table.corner, ...table.columns], ...table.lines.map((line) => [line.head, ...line.cells]));
    }
  }
  return rows;
}
