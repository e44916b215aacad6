/** The one door from the screens to the desk's core: typed calls, notices of change, and bytes by id. */
import type { Commands } from "./contract/Commands";
import type { Topic } from "./contract/Topic";
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
}

const backend: Backend = "__TAURI_INTERNALS__" in window ? tauriBackend() : bridgeBackend();

export const call: Backend["call"] = (name, request) => backend.call(name, request);
export const onChanged: Backend["onChanged"] = (listener) => backend.onChanged(listener);
export const bytesUrl: Backend["bytesUrl"] = (path) => backend.bytesUrl(path);
export const bytes: Backend["bytes"] = (path) => backend.bytes(path);
