/** A shape of the private API between the console page and Centrale. */
import type { MediaType } from "../../backend/contract/MediaType";
import type { Origin } from "../../backend/contract/Origin";
export type Document = { id: string, appointment_id: string, origin: Origin, document_type: string, title: string, media_type: MediaType, bytes: number, sha256: string, pages: number, added_at: string, delivered: boolean, opened_at?: string | null, };
