/** A request of a form: whether it is under way, and why it was not carried out. */
import type { Trouble } from "./api";

export interface Deed {
  readonly busy: boolean;
  readonly trouble: Trouble | undefined;
  /** Does it; says whether it was done. */
  run(doing: () => Promise<void>): Promise<boolean>;
}

/** `onended` is called when the session has ended. */
export function deed(onended: () => void): Deed {
  let busy = $state(false);
  let trouble = $state.raw<Trouble>();
  return {
    get busy() {
      return busy;
    },
    get trouble() {
      return trouble;
    },
    async run(doing) {
      busy = true;
      trouble = undefined;
      try {
        await doing();
        return true;
      } catch (error) {
        trouble = error as Trouble;
        if (trouble.kind === "unauthorized") onended();
        return false;
      } finally {
        busy = false;
      }
    },
  };
}
