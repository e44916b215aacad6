/** The window's host: the only file that knows Tauri. */
import { convertFileSrc, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Backend } from "./index";
import type { Topic } from "./contract/Topic";
import { asError } from "./failure";

const SCHEME = "sportello-bytes";

// convertFileSrc knows each system's form of the address but escapes the slashes of a path.
const address = (path: string) => convertFileSrc("", SCHEME) + path;

export function tauriBackend(): Backend {
  return {
    call: (name, request) =>
      invoke("command", { name, request }).catch((error: unknown) => {
        throw asError(error);
      }) as ReturnType<Backend["call"]> as never,
    onChanged(listener) {
      const ended = listen<Topic[]>("changed", (event) => listener(event.payload));
      return () => void ended.then((end) => end());
    },
    bytesUrl: (path) => Promise.resolve(address(path)),
    async add(file, batch) {
      // Without a type of its own the request needs no leave of the other origin first.
      const body = await file.arrayBuffer();
      const answer = await fetch(address(batch ? `added/${batch}` : "added"), { method: "POST", body }).catch(() => null);
      const said: unknown = await answer?.json().catch(() => null);
      if (!answer?.ok) throw asError(said);
      return said as never;
    },
    async bytes(path) {
      const answer = await fetch(address(path)).catch(() => null);
      if (!answer?.ok) throw asError(await answer?.json().catch(() => null));
      return new Uint8Array(await answer.arrayBuffer());
    },
  };
}
