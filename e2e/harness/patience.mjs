/** Waiting for what comes by itself, with a limit and a name for what did not come. */
import { setTimeout as pause } from "node:timers/promises";

export { pause };

/** Asks until the answer is neither false nor absent; the last failure is part of the message. */
export async function until(what, ask, ms = 60_000) {
  const end = performance.now() + ms;
  let failure;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== false && answer !== undefined && answer !== null) return answer;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > end) {
      throw new Error(`not within ${ms} ms: ${what}${failure ? ` (${failure.message})` : ""}`);
    }
    await pause(60);
  }
}
