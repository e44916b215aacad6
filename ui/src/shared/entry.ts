/** What was typed or read by the barcode reader: a codice fiscale, an appointment, or words to search. */
export type Entry =
  | { kind: "code"; code: string }
  | { kind: "appointment"; number: string }
  | { kind: "words"; text: string }
  | { kind: "nothing" };

const CODE = /^[A-Z0-9]{16}$/;
const CODE_LETTERS_FIRST = /^[A-Z]{6}/;
const PROVISIONAL_CODE = /^\d{11}$/;
const APPOINTMENT_NUMBER = /^[A-Z0-9]{1,8}-\d{1,7}$/;
const APPOINTMENT_ID = /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/;

/** The bare text of a code: readers of Code 39 send its asterisks, people put spaces. */
export const bareCode = (typed: string) => typed.replace(/[\s*]/g, "").toUpperCase();

export function recognise(typed: string): Entry {
  const bare = bareCode(typed);
  if (!bare) return { kind: "nothing" };
  if ((CODE.test(bare) && CODE_LETTERS_FIRST.test(bare)) || PROVISIONAL_CODE.test(bare)) return { kind: "code", code: bare };
  if (APPOINTMENT_ID.test(bare)) return { kind: "appointment", number: bare.toLowerCase() };
  if (APPOINTMENT_NUMBER.test(bare)) return { kind: "appointment", number: bare };
  return { kind: "words", text: typed.trim() };
}
