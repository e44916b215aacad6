/** The one door from the screens to the desk's core: typed calls, notices of change, and bytes by id. */
import type { Added } from "./contract/Added";
import type { Commands } from "./contract/Commands";
import type { Topic } from "./contract/Topic";
import { bounded } from "./bounded";
import { bridgeBackend } from "./bridge";
import { tauriBackend } from "./tauri";

export type CommandName = keyof Commands;
export type RequestOf<N extends CommandName> = Commands[N][0];
export type ResponseOf<N extends CommandName> = Commands[N][1];

/** A host of the core. A call rejects with an `Error` of the contract. */
export interface Backend {
  call<N extends CommandName>(name: N, request: RequestOf<N>): Promise<ResponseOf<N>>;
  /** Tells of what may have changed; returns the function that ends the subscription. */
  onChanged(listener: (topics: Topic[]) => void): () => void;
  /** An address for `<img>`; a `blob:` one is the caller's to revoke. */
  bytesUrl(path: string): Promise<string>;
  /** The bytes themselves, for the PDF reader. */
  bytes(path: string): Promise<Uint8Array>;
  /** Hands over a picture or PDF that was dropped or pasted; pictures go to the end of `batch`, or make a new one. */
  add(file: Blob, batch?: string): Promise<Added>;
}

const backend: Backend = "__TAURI_INTERNALS__" in window ? tauriBackend() : bridgeBackend();

export const call: Backend["call"] = (name, request) => backend.call(name, request);
const BURST_MS = 40;
const listeners = new Set<(topics: Topic[]) => void>();
const pending = new Set<Topic>();
let end: (() => void) | undefined;

// One subscription for all screens: a browser keeps only few connections to a host open.
function gather(topics: Topic[]): void {
  if (pending.size === 0) setTimeout(tellAll, BURST_MS);
  for (const topic of topics) pending.add(topic);
}

function tellAll(): void {
  const topics = [...pending];
  pending.clear();
  for (const listener of listeners) listener(topics);
}

export const onChanged: Backend["onChanged"] = (listener) => {
  listeners.add(listener);
  end ??= backend.onChanged(gather);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    end?.();
    end = undefined;
  };
};
export const bytesUrl: Backend["bytesUrl"] = (path) => backend.bytesUrl(path);
export const bytes: Backend["bytes"] = (path) => backend.bytes(path);
export const add: Backend["add"] = bounded((file, batch) => backend.add(file, batch));
