/** Moves an appointment and says when Centrale refused it on the spot: the clerk is there and takes another hour. */
import type { AppointmentDetail } from "../../backend/contract/AppointmentDetail";
import type { Error as Failure } from "../../backend/contract/Error";
import type { OfferedSlot } from "../../backend/contract/OfferedSlot";
import type { RequestOf } from "../../backend/index";
import { call } from "../../backend/index";

type Move = Omit<RequestOf<"appointments_move">, "slot_ids">;

/** Rejects with an `Error` of the contract. */
export async function moveTo(slot: OfferedSlot, move: Move): Promise<AppointmentDetail> {
  const detail = await call("appointments_move", { ...move, slot_ids: slot.slot_ids });
  const refused = detail.disagreements.find((one) => one.wanted_start === slot.starts_at && !one.promised);
  if (refused) {
    // Nobody was told that it is confirmed, and it did not stand: there is nothing to decide about.
    await call("outbox_withdraw", { id: refused.command_id });
    throw { code: "refused", kind: refused.reason } satisfies Failure;
  }
  if (detail.state === "refused" && detail.refusal) throw { code: "refused", kind: detail.refusal } satisfies Failure;
  return detail;
}
