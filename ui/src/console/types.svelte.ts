/** The document types of the catalogue, read once a page: their names, and what the officer can send. */
import type { DocumentType } from "../backend/contract/DocumentType";
import { catalogue, type Trouble } from "./api";

let types = $state.raw<DocumentType[]>([]);
let trouble = $state.raw<Trouble>();
let asked = false;

async function load(): Promise<void> {
  asked = true;
  try {
    types = (await catalogue()).document_types;
    trouble = undefined;
  } catch (error) {
    trouble = error as Trouble;
    // The next who needs them asks again.
    asked = false;
  }
}

export const typeNames = {
  get all(): DocumentType[] {
    return types;
  },
  get trouble(): Trouble | undefined {
    return trouble;
  },
  /** The name of a type, or its code while the catalogue is not here. */
  of(code: string): string {
    return types.find((type) => type.code === code)?.name ?? code;
  },
  need(): void {
    if (!asked) void load();
  },
};
