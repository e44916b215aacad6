/** A shape of the private API between the console page and Centrale. */
import type { Booking } from "../../backend/contract/Booking";
import type { Closing } from "../../backend/contract/Closing";
import type { Meeting } from "../../backend/contract/Meeting";
export type ConsoleLine = { id: string, number: string, desk_name: string, starts_at: string, minutes: number, citizen_name: string, service_name: string, booking: Booking, arrived_at: string | null, meeting: Meeting, closing: Closing | null, 
/**
 * Documents of the desk that the officer has not opened.
 */
unopened: number, };
