/** A shape of the private API between the console page and Centrale. */
import type { RoomPath } from "./RoomPath";
export type RoomQuality = { path: RoomPath, 
/**
 * The round trip, the last measured.
 */
rtt_ms: number, packets_received: number, packets_lost: number, frames_decoded: number, frames_dropped: number, };
