/** A shape of the private API between the console page and Centrale. */
export type ConsoleDesk = { id: string, label: string, name: string, 
/**
 * Whether a machine holds its key.
 */
enrolled: boolean, standing: "good" | "lost" | "quarantined", 
/**
 * When Centrale last heard from it.
 */
last_contact: string | null, 
/**
 * Hours that it alone may sell and has not sold.
 */
unsold: number, 
/**
 * Starts of the hours that are frozen because of it and still to come, one an hour of an INPS desk.
 */
frozen: Array<string>, 
/**
 * Bookings that it confirmed by itself and that have arrived.
 */
promises: number, };
