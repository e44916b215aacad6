/** A shape of the private API between the console page and Centrale. */
import type { Appointment } from "../../backend/contract/Appointment";
import type { ConsoleFetching } from "./ConsoleFetching";
import type { ConsoleRoom } from "./ConsoleRoom";
import type { Document } from "./Document";
import type { Service } from "../../backend/contract/Service";
export type ConsoleAppointment = { appointment: Appointment, service: Service | null, documents: Array<Document>, 
/**
 * Documents of the officer that a counter is fetching, in percent.
 */
fetching: Array<ConsoleFetching>, room: ConsoleRoom, };
