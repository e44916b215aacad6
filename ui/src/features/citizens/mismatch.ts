/** What of a person does not agree with the code, in words. */
import type { Mismatch } from "../../backend/contract/Mismatch";
import { m } from "../../messages/messages.js";
import { dayPlain } from "../../shared/dates";

/** The usual reasons to go on. */
export const REASONS = [m.mismatch_reason_seen, m.mismatch_reason_changed, m.mismatch_reason_agency];

/** `codedBirth`: the date in the code, where it is known here. */
export function mismatchWords(mismatches: readonly Mismatch[], codedBirth?: string | null): string {
  return mismatches
    .map((mismatch) => {
      switch (mismatch) {
        case "surname":
          return m.mismatch_surname();
        case "given_name":
          return m.mismatch_given_name();
        case "birth_date":
          return codedBirth ? m.mismatch_birth_date({ date: dayPlain(codedBirth) }) : m.mismatch_birth_date_plain();
        case "sex":
          return m.mismatch_sex();
      }
    })
    .join(", ");
}
