/** A shape of the private API between the console page and Centrale. */
export type ConsoleSession = { 
/**
 * The account's name.
 */
name: string, 
/**
 * What it may do.
 */
role: "officer" | "administrator", 
/**
 * The comune whose appointments it sees.
 */
comune_name: string, };
