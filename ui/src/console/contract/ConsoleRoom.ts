/** A shape of the private API between the console page and Centrale. */
import type { ProviderKind } from "./ProviderKind";
import type { RoomEvent } from "./RoomEvent";
import type { RoomQuality } from "./RoomQuality";
export type ConsoleRoom = { provider: ProviderKind, 
/**
 * Where the officer enters an open room of another provider; absent for Centrale's own.
 */
door: string | null, 
/**
 * Whether the counter's page is in Centrale's own room.
 */
counter_here: boolean, 
/**
 * The session log, oldest first.
 */
events: Array<RoomEvent>, 
/**
 * How the media came through, as the officer's page counted.
 */
seen_by_officer: RoomQuality | null, 
/**
 * The same of the counter's page.
 */
seen_by_counter: RoomQuality | null, };
