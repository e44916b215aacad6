/** What is said of pages that are not those of whoever is signed in. */
import type { AppointmentSummary } from "../../backend/contract/AppointmentSummary";
import type { Batch } from "../../backend/contract/Batch";
import { m } from "../../messages/messages.js";
import { dayShort, hour } from "../../shared/dates";

export const scannedBy = ({ scanned_by }: Batch) =>
  scanned_by ? m.pages_of_operator({ name: scanned_by }) : m.pages_of_unknown();

/** The appointment to which they would go; `appointments`: those that can be chosen here. */
export function goesTo({ appointment_id }: Batch, appointments: AppointmentSummary[]): string {
  if (!appointment_id) return m.pages_of_nobody();
  const whose = appointments.find((one) => one.id === appointment_id);
  if (!whose) return m.pages_of_distant();
  return m.pages_of_citizen({ name: whose.citizen_name, day: dayShort(whose.starts_at), hour: hour(whose.starts_at) });
}

export function acceptWord({ is_own, scanned_by }: Batch): string {
  if (is_own) return m.pages_accept();
  return scanned_by ? m.pages_accept_other() : m.pages_accept_unknown();
}
