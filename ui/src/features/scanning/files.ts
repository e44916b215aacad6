/** The files that a clerk drops, pastes or chooses, one by one. */
import type { Backend } from "../../backend/index";
import type { Error as Failure } from "../../backend/contract/Error";

/** A file that did not become pages or a document; its name is for the screen only. */
export interface NotAdded {
  name: string;
  error: Failure;
}

/** The files in what was dropped or pasted: text and links are none. */
export function filesOf(data: DataTransfer | null): File[] {
  return [...(data?.items ?? [])].flatMap((item) => (item.kind === "file" ? (item.getAsFile() ?? []) : []));
}

/** Added together, they are one document; a PDF stays one of its own. One that fails is told, and the others go on. */
export async function addEach(files: readonly File[], add: Backend["add"], onfailed: (failed: NotAdded) => void): Promise<void> {
  let batch: string | undefined;
  for (const file of files) {
    try {
      const added = await add(file, batch);
      if (added.name === "pages") batch = added.batch_id;
    } catch (error) {
      onfailed({ name: file.name, error: error as Failure });
    }
  }
}
