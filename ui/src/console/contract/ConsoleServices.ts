/** A shape of the private API between the console page and Centrale. */
import type { ActingRule } from "../../backend/contract/ActingRule";
import type { ConsoleService } from "./ConsoleService";
import type { DocumentType } from "../../backend/contract/DocumentType";
export type ConsoleServices = { 
/**
 * Whether the file is one of this Centrale's data folder, and not the one delivered with the program.
 */
own_file: boolean, istat_code: string, 
/**
 * Today at the desks.
 */
today: string, services: Array<ConsoleService>, acting: Array<ActingRule>, document_types: Array<DocumentType>, };
