/** Whose card it is. */
import type { CardRead } from "../../backend/contract/CardRead";

/** The code on a card of somebody else than the appointment's citizen, or of whom no appointment says; a card that only expired is the citizen's. */
export function stranger({ codice_fiscale, differences }: CardRead): string | undefined {
  if (!codice_fiscale) return undefined;
  return !differences || differences.includes("codice_fiscale") ? codice_fiscale : undefined;
}
