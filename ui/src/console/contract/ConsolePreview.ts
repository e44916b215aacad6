/** A shape of the private API between the console page and Centrale. */
export type ConsolePreview = { 
/**
 * Hours, each at one INPS desk.
 */
hours: number, 
/**
 * Bookings that become to be moved, of all comuni.
 */
bookings: number, };
