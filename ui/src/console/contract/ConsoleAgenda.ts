/** A shape of the private API between the console page and Centrale. */
import type { Closure } from "../../backend/contract/Closure";
import type { ConsoleWindow } from "./ConsoleWindow";
export type ConsoleAgenda = { calendar_name: string, 
/**
 * The comuni that it serves: what is changed here holds for all of them.
 */
comuni: Array<string>, windows: Array<ConsoleWindow>, 
/**
 * Of this comune alone.
 */
closures: Array<Closure>, 
/**
 * Of the calendar: the national holidays of the next year.
 */
holidays: Array<Closure>, };
