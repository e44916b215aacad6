/** A shape of the private API between the console page and Centrale. */
import type { ConsoleLine } from "./ConsoleLine";
export type ConsoleDay = { date: string, now: string, lines: Array<ConsoleLine>, };
