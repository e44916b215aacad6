/** Entering the waiting room with the one-time ticket that stands in the page's fragment, or again after a reload. */

const ENTRIES = "/rest/sportello/v1/meetings/entries";
const ENTRY = "/rest/sportello/v1/meetings/entry";
const PATIENCE_MS = 5000;

/** What the page may know of the appointment; no name, because anyone at the counter sees the screen. */
export interface Entry {
  appointment_number: string;
  starts_at: string;
  desk_name: string;
}

export type Entering =
  | { state: "open"; entry: Entry }
  /** `no_ticket`: the page was opened by hand, or again after the room was closed. */
  | { state: "refused"; why: "no_ticket" | "ticket" }
  | { state: "unreachable" };

/** Takes the ticket out of the address, so that neither history nor a glance at the bar keeps it. */
export function takeTicket(place: Pick<Location, "hash" | "pathname" | "search">, history: Pick<History, "replaceState">): string | null {
  const ticket = decodeURIComponent(place.hash.replace(/^#/, ""));
  if (ticket === "") return null;
  history.replaceState(null, "", place.pathname + place.search);
  return ticket;
}

/**
 * Hands the ticket in; the pass for the room comes as a cookie that no script reads. Only an answer of Centrale uses the ticket
 * up: without one the same ticket can be handed in again. A page without a ticket asks whether its pass is still good.
 */
export async function enter(ticket: string | null): Promise<Entering> {
  const answer = await (ticket === null ? again() : handIn(ticket)).catch(() => null);
  if (answer === null || answer.status >= 500 || answer.status === 429) return { state: "unreachable" };
  if (!answer.ok) return { state: "refused", why: ticket === null ? "no_ticket" : "ticket" };
  const entry = (await answer.json().catch(() => null)) as Entry | null;
  return entry === null ? { state: "unreachable" } : { state: "open", entry };
}

/** Whether the room is still open for this page; without an answer nobody can say that it is not. */
export async function stillOpen(): Promise<boolean> {
  const answer = await again().catch(() => null);
  return answer === null || answer.ok || answer.status >= 500 || answer.status === 429;
}

function handIn(ticket: string): Promise<Response> {
  const body = JSON.stringify({ ticket });
  const headers = { "Content-Type": "application/json" };
  return fetch(ENTRIES, { method: "POST", headers, credentials: "same-origin", cache: "no-store", body });
}

function again(): Promise<Response> {
  return fetch(ENTRY, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
}
