/** Which batches a screen shows, and to which the next scan is added. */
import type { Batch } from "../../backend/contract/Batch";
import type { ScanRun } from "../../backend/contract/ScanRun";

/** At an appointment only its own pages and those that have none: another citizen's papers are not for these eyes. */
export function shownAt(batches: Batch[], appointmentId: string | null): Batch[] {
  if (!appointmentId) return batches;
  return batches.filter((batch) => batch.appointment_id === appointmentId || batch.appointment_id === null);
}

/** The batch that was scanned last, while it waits: the next page of the glass belongs to it. */
export function addsTo(shown: Batch[], scan: ScanRun | null, appointmentId: string | null): string | undefined {
  const belongs = (batch: Batch) => !appointmentId || batch.appointment_id === appointmentId;
  return shown.find((batch) => batch.id === scan?.batch_id && batch.source === "scanner" && belongs(batch))?.id;
}
