/** The bridge's host: the same calls over loopback HTTP, for the browser suite and for automation. */
import type { Backend } from "./index";
import type { Topic } from "./contract/Topic";
import { asError } from "./failure";

const KEPT = "sportello-bridge";
const AGAIN_AFTER_MS = 1000;

/** Takes the token out of the address (`#bridge=…`), so that it stays in no history. */
function token(): string {
  const given = /[#&]bridge=([^&]+)/.exec(location.hash)?.[1];
  if (given) {
    sessionStorage.setItem(KEPT, given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return given ?? sessionStorage.getItem(KEPT) ?? "";
}

export function bridgeBackend(): Backend {
  const headers = { Authorization: `Bearer ${token()}` };

  async function get(path: string): Promise<Response> {
    const answer = await fetch(path, { headers }).catch(() => null);
    if (!answer?.ok) throw asError(await answer?.json().catch(() => null));
    return answer;
  }

  return {
    async call(name, request) {
      const answer = await fetch(`/call/${name}`, {
        method: "POST",
        headers: { ...headers, "Content-Type": "application/json" },
        body: JSON.stringify(request),
      }).catch(() => null);
      const body: unknown = await answer?.json().catch(() => null);
      if (!answer?.ok) throw asError(body);
      return body as never;
    },
    onChanged(listener) {
      const stop = new AbortController();
      void follow(headers, listener, stop.signal);
      return () => stop.abort();
    },
    bytesUrl: async (path) => URL.createObjectURL(await (await get(`/bytes/${path}`)).blob()),
    async add(file, batch) {
      const path = batch ? `/bytes/added/${batch}` : "/bytes/added";
      const answer = await fetch(path, { method: "POST", headers, body: await file.arrayBuffer() }).catch(() => null);
      const body: unknown = await answer?.json().catch(() => null);
      if (!answer?.ok) throw asError(body);
      return body as never;
    },
    bytes: async (path) => new Uint8Array(await (await get(`/bytes/${path}`)).arrayBuffer()),
  };
}

// EventSource cannot send the token in a header.
async function follow(headers: HeadersInit, listener: (topics: Topic[]) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const answer = await fetch("/events", { headers, signal });
      if (answer.body) await readEvents(answer.body, listener);
    } catch {
      if (signal.aborted) return;
    }
    await new Promise((resume) => setTimeout(resume, AGAIN_AFTER_MS));
  }
}

async function readEvents(body: ReadableStream<Uint8Array>, listener: (topics: Topic[]) => void): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (rest + part.value).replaceAll("\r\n", "\n").split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const data = /^data: ?(.*)$/m.exec(event)?.[1];
      if (data) listener(JSON.parse(data) as Topic[]);
    }
  }
}
