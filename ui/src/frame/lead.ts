/** Where a card or a slip leads, read by the barcode reader or typed. */
import { call } from "../backend/index";
import { draft } from "../features/booking/draft.svelte";
import { go, parseRoute } from "../routes";
import type { Reading } from "./reader";

/**
 * Into the booking that is open; else to the appointment, to the citizen, or to a new booking for who is not known.
 * Rejects with an `Error` of the contract.
 */
export async function lead(reading: Reading): Promise<void> {
  if (reading.kind === "appointment") {
    const found = await call("appointments_find_number", { number: reading.number });
    return go({ screen: "appuntamento", id: found.id });
  }
  // There the code is checked and, where it is wrong, said to be so next to what was read.
  if (parseRoute(location.hash).screen === "nuovo") return draft.take(reading.code);
  const { known } = await call("citizens_decode", { codice_fiscale: reading.code });
  if (known) return go({ screen: "cittadini", id: known.id });
  draft.take(reading.code);
  go({ screen: "nuovo", citizen: null });
}
