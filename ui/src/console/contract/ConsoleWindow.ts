/** A shape of the private API between the console page and Centrale. */
import type { Window } from "../../backend/contract/Window";
export type ConsoleWindow = { id: string, window: Window, };
