/** Whose card it is. */
import type { CardRead } from "../../backend/contract/CardRead";
import type { Difference } from "../../backend/contract/Difference";

/** What of a card is of another person than the citizen, and whether it is no longer valid: an old card is still its owner's. */
export function disagreement({ differences }: CardRead): { another: Difference[]; expired: boolean } {
  const found = differences ?? [];
  return { another: found.filter((one) => one !== "expired"), expired: found.includes("expired") };
}

/** The code on a card of somebody else than the appointment's citizen, or of whom no appointment says; a card that only expired is the citizen's. */
export function stranger({ codice_fiscale, differences }: CardRead): string | undefined {
  if (!codice_fiscale) return undefined;
  return !differences || differences.includes("codice_fiscale") ? codice_fiscale : undefined;
}
