/** Entering the waiting room with the one-time ticket that stands in the page's fragment. */

const ENTRIES = "/rest/sportello/v1/meetings/entries";

/** What the page may know of the appointment; no name, because anyone at the counter sees the screen. */
export interface Entry {
  appointment_number: string;
  starts_at: string;
  desk_name: string;
}

export type Entering =
  | { state: "open"; entry: Entry }
  /** `no_ticket`: the page was opened by hand, or again after it was used. */
  | { state: "refused"; why: "no_ticket" | "ticket" }
  | { state: "unreachable" };

/** Takes the ticket out of the address, so that neither history nor a glance at the bar keeps it. */
export function takeTicket(place: Pick<Location, "hash" | "pathname" | "search">, history: Pick<History, "replaceState">): string | null {
  const ticket = decodeURIComponent(place.hash.replace(/^#/, ""));
  if (ticket === "") return null;
  history.replaceState(null, "", place.pathname + place.search);
  return ticket;
}

/** Hands the ticket in. Only an answer of Centrale uses it up: without one the same ticket can be handed in again. */
export async function enter(ticket: string | null): Promise<Entering> {
  if (ticket === null) return { state: "refused", why: "no_ticket" };
  const answer = await fetch(ENTRIES, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    credentials: "omit",
    cache: "no-store",
    body: JSON.stringify({ ticket }),
  }).catch(() => null);
  if (answer === null || answer.status >= 500 || answer.status === 429) return { state: "unreachable" };
  if (!answer.ok) return { state: "refused", why: "ticket" };
  const entry = (await answer.json().catch(() => null)) as Entry | null;
  return entry === null ? { state: "unreachable" } : { state: "open", entry };
}
