/** A shape of the private API between the console page and Centrale. */
import type { RoomHappening } from "./RoomHappening";
import type { RoomSide } from "./RoomSide";
export type RoomEvent = { at: string, 
/**
 * Absent for the room itself.
 */
side: RoomSide | null, event: RoomHappening, };
