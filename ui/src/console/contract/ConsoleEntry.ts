/** A shape of the private API between the console page and Centrale. */
import type { ConsoleSession } from "./ConsoleSession";
import type { ConsoleSetUp } from "./ConsoleSetUp";
export type ConsoleEntry = { "state": "entered", 
/**
 * Who.
 */
session: ConsoleSession, } | { "state": "code_needed" } | { "state": "to_set_up", 
/**
 * For the device.
 */
shown: ConsoleSetUp, };
