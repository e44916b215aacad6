/** A shape of the private API between the console page and Centrale. */
import type { MediaType } from "../../backend/contract/MediaType";
import type { Origin } from "../../backend/contract/Origin";
import type { Verdict } from "../../backend/contract/Verdict";
export type Document = { 
/**
 * The document, by an id made where it was made.
 */
id: string, 
/**
 * Its appointment.
 */
appointment_id: string, 
/**
 * Who made it.
 */
origin: Origin, 
/**
 * The document type.
 */
document_type: string, 
/**
 * What the screen shows: a title, cleaned; never a path.
 */
title: string, 
/**
 * What the bytes are, by content.
 */
media_type: MediaType, 
/**
 * Length of the bytes.
 */
bytes: bigint, 
/**
 * SHA-256 of the bytes, lower-case hex.
 */
sha256: string, 
/**
 * Pages, where known.
 */
pages: number, 
/**
 * When it was added.
 */
added_at: string, 
/**
 * Whether Centrale has all its bytes.
 */
delivered: boolean, 
/**
 * When the other side first opened it.
 */
opened_at?: string | null, 
/**
 * When a counter had all of a document of the officer.
 */
received_at?: string | null, 
/**
 * What the officer decided about a document of the counter.
 */
verdict?: Verdict | null, 
/**
 * What was decided before that, oldest first.
 */
earlier_verdicts?: Array<Verdict>, 
/**
 * Whether it is a form of the officer's that is to be signed and sent back.
 */
to_sign: boolean, 
/**
 * Whether a virus check found something in it: it is kept sealed, and opened by nobody.
 */
held: boolean, };
