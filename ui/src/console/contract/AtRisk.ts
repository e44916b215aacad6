/** A shape of the private API between the console page and Centrale. */
export type AtRisk = { 
/**
 * The appointment.
 */
appointment_id: string, 
/**
 * `S1-0042`
 */
number: string, 
/**
 * Its start.
 */
starts_at: string, };
