/** Forms that the officer sends to be signed: on the checklist, and as what a scan can be. */
import type { DocumentType } from "../backend/contract/DocumentType";
import type { PaperRequest } from "../backend/contract/PaperRequest";
import { m } from "../messages/messages.js";

/** The name of a line of the checklist: a form by its title, a paper by its name in the catalogue. */
export function paperName(code: string, requests: PaperRequest[], types: DocumentType[]): string {
  const form = requests.find((one) => one.document_type === code)?.form;
  if (form) return m.paper_form({ title: form });
  return types.find((type) => type.code === code)?.name ?? code;
}

/** What a scan for an appointment can be: its forms first, since they were sent to come back. */
export function typesWith(forms: { document_type: string; title: string }[], types: DocumentType[]): DocumentType[] {
  return [...forms.map(({ document_type, title }) => ({ code: document_type, name: m.paper_form({ title }) })), ...types];
}
