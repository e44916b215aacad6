/** A shape of the private API between the console page and Centrale. */
import type { Appointment } from "../../backend/contract/Appointment";
import type { Service } from "../../backend/contract/Service";
import type { Document } from "./Document";
export type ConsoleAppointment = { appointment: Appointment, service: Service | null, documents: Array<Document>, };
