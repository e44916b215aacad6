/** A shape of the private API between the console page and Centrale. */
import type { AtRisk } from "./AtRisk";
import type { Window } from "../../backend/contract/Window";
export type ActBody = { 
/**
 * Why, in the words of whoever wrote it; may be empty.
 */
reason: string, 
/**
 * Starts of the hours that were frozen: on them a citizen may hold a slip that says "confermato".
 */
frozen: Array<string>, 
/**
 * With `slots_released` and `hours_restored`: starts of the hours that are given again.
 */
freed: Array<string>, 
/**
 * Bookings at risk.
 */
at_risk: Array<AtRisk>, 
/**
 * With `promises_missing`: how many confirmed bookings never arrived.
 */
missing: number, 
/**
 * With `window_opened` and `window_ended`: the window.
 */
window?: Window | null, 
/**
 * With `day_closed` and `day_reopened`: the day.
 */
day?: string | null, };
