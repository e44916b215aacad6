/** What a part of the console shows, asked for again every few seconds, and how old it is. */
import { read, type Trouble } from "./api";

const EVERY_MS = 5000;

export interface Polled<T> {
  /** Absent until the first answer; kept while Centrale cannot be reached. */
  readonly data: T | undefined;
  /** When Centrale last answered, by this computer's clock. */
  readonly heardAt: number | undefined;
  readonly trouble: Trouble | undefined;
  /** Shows an answer that a change has just given. */
  set(data: T): void;
  reload(): Promise<void>;
}

/** To be made while a component starts. `path` may read state; `onended` is called when the session has ended. */
export function poll<T>(path: () => string, onended: () => void): Polled<T> {
  let data = $state.raw<T>();
  let heardAt = $state<number>();
  let trouble = $state.raw<Trouble>();
  let tag: string | null = null;
  let turn = 0;

  async function once(from: string, polls: boolean): Promise<void> {
    const mine = ++turn;
    try {
      const answer = await read<T>(from, tag, polls);
      if (mine !== turn) return;
      if (answer.data !== null) data = answer.data;
      tag = answer.tag;
      heardAt = Date.now();
      trouble = undefined;
    } catch (error) {
      if (mine !== turn) return;
      trouble = error as Trouble;
      if (trouble.kind === "unauthorized") onended();
    }
  }

  const wanted = $derived(path());
  $effect(() => {
    const from = wanted;
    tag = null;
    data = undefined;
    let ended = false;
    let timer: ReturnType<typeof setTimeout>;
    // The next reading waits for the one before: on a slow line they would overtake each other for ever.
    const go = async (polls: boolean) => {
      await once(from, polls);
      if (!ended) timer = setTimeout(() => void go(true), EVERY_MS);
    };
    void go(false);
    return () => {
      ended = true;
      turn++;
      clearTimeout(timer);
    };
  });

  return {
    get data() {
      return data;
    },
    get heardAt() {
      return heardAt;
    },
    get trouble() {
      return trouble;
    },
    set(answer) {
      // The tag no longer describes what is shown: the next reading is a full one.
      turn++;
      tag = null;
      data = answer;
      heardAt = Date.now();
    },
    reload: () => once(wanted, false),
  };
}
