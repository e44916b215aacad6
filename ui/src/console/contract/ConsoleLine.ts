/** A shape of the private API between the console page and Centrale. */
import type { ActingRole } from "../../backend/contract/ActingRole";
import type { Booking } from "../../backend/contract/Booking";
import type { Closing } from "../../backend/contract/Closing";
import type { Meeting } from "../../backend/contract/Meeting";
import type { Mode } from "../../backend/contract/Mode";
export type ConsoleLine = { id: string, number: string, desk_name: string, starts_at: string, minutes: number, citizen_name: string, service_name: string, mode: Mode, 
/**
 * As what somebody acts for the citizen, where somebody does.
 */
acting: ActingRole | null, walk_in: boolean, 
/**
 * When it was before it was moved last, where it was.
 */
moved_from: string | null, notes: number, booking: Booking, arrived_at: string | null, called_at: string | null, parked_at: string | null, meeting: Meeting, closing: Closing | null, 
/**
 * Documents of the desk that the officer has not opened.
 */
unopened: number, };
