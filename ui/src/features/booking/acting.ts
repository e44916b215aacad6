/** Who acts for the citizen, as the clerk is writing it. */
import type { Acting } from "../../backend/contract/Acting";
import type { ActingEntry } from "../../backend/contract/ActingEntry";
import type { ActingRole } from "../../backend/contract/ActingRole";
import type { Presence } from "../../backend/contract/Presence";
import { bareCode } from "../../shared/entry";

export interface ActingDraft {
  /** Empty: the citizen alone. */
  role: ActingRole | "";
  code: string;
  familyName: string;
  givenName: string;
  phone: string;
  /** The form that the role needs, a document type; empty: none. */
  formCode: string;
  /** Whether it is there. */
  form: Presence;
}

export const nobody = (): ActingDraft => ({
  role: "",
  code: "",
  familyName: "",
  givenName: "",
  phone: "",
  formCode: "",
  form: "missing",
});

/** Below it nobody acts alone. */
export const OF_AGE = 18;

export const isNamed = (acting: ActingDraft) => acting.familyName.trim() !== "" && acting.givenName.trim() !== "";

export function actingEntry(acting: ActingDraft): ActingEntry | null {
  if (!acting.role) return null;
  return {
    role: acting.role,
    family_name: acting.familyName.trim(),
    given_name: acting.givenName.trim(),
    codice_fiscale: bareCode(acting.code),
    phone: acting.phone.trim(),
  };
}

/** The same person again; the form must be seen each time. */
export const again = (before: Acting): ActingDraft => ({
  role: before.role,
  code: before.codice_fiscale,
  familyName: before.family_name,
  givenName: before.given_name,
  phone: before.phone,
  formCode: "",
  form: "missing",
});
