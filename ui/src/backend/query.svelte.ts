/** What a screen reads: asked once, and again whenever its topics change or its request does. */
import type { Topic } from "./contract/Topic";
import type { Error as Failure } from "./contract/Error";
import { call, onChanged, type CommandName, type RequestOf, type ResponseOf } from "./index";

export interface Query<T> {
  /** Absent until the first answer; kept while it is read again. */
  readonly data: T | undefined;
  readonly error: Failure | undefined;
  /** Shows an answer that a command has just given, without asking again. */
  set(data: T): void;
  reload(): Promise<void>;
}

/** To be made while a component starts. `request` may read state; `undefined` asks nothing. */
export function query<N extends CommandName>(
  name: N,
  request: () => RequestOf<N> | undefined,
  topics: Topic[],
): Query<ResponseOf<N>> {
  let data = $state.raw<ResponseOf<N>>();
  let error = $state.raw<Failure>();
  let asked = 0;

  async function read(what: RequestOf<N>): Promise<void> {
    const turn = ++asked;
    try {
      const answer = await call(name, what);
      if (turn !== asked) return;
      data = answer;
      error = undefined;
    } catch (failure) {
      if (turn === asked) error = failure as Failure;
    }
  }

  const wanted = $derived(JSON.stringify(request()));
  const readAgain = async () => {
    if (wanted !== undefined) await read(JSON.parse(wanted) as RequestOf<N>);
  };

  $effect(() => {
    if (wanted !== undefined) void read(JSON.parse(wanted) as RequestOf<N>);
  });
  $effect(() =>
    onChanged((changed) => {
      if (changed.some((topic) => topics.includes(topic))) void readAgain();
    }),
  );

  return {
    get data() {
      return data;
    },
    get error() {
      return error;
    },
    set(answer) {
      asked++;
      data = answer;
      error = undefined;
    },
    reload: readAgain,
  };
}
