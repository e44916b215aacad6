/** A shape of the private API between the console page and Centrale. */
export type ConsoleCode = { 
/**
 * As shown to a person.
 */
code: string, 
/**
 * When it ends.
 */
expires_at: string, };
