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
 * Bookings that it confirmed by itself and that have arrived.
 */
promises: number, };
