/** A shape of the private API between the console page and Centrale. */
import type { Service } from "../../backend/contract/Service";
export type ConsoleService = { 
/**
 * Whether the desks of this comune are given it, for whatever days.
 */
given: boolean, service: Service, };
