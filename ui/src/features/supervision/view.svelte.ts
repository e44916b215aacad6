/** Where the supervisor is: kept while the window lives, so that coming back from an appointment finds it as it was. */
import type { Filter } from "./filter";

export type Tab = "day" | "week" | "month";

class SupervisionView {
  tab = $state<Tab>("day");
  /** The chosen day; absent: today. */
  day = $state<string>();
  /** Any day of the chosen week; absent: this week. */
  week = $state<string>();
  /** The first day of the chosen month; absent: the last whole one. */
  month = $state<string>();
  hideUnder = $state(3);
  filter = $state<Filter>({ desk: "", state: "", service: "", mode: "" });

  clearFilter() {
    this.filter = { desk: "", state: "", service: "", mode: "" };
  }
}

export const view = new SupervisionView();
