/** The counter's clock, as the core tells it: it follows Centrale's, while the computer's may be a day wrong. */
import { isoDay } from "./dates";

export class CounterClock {
  /** Whether the core has told the time; until then it is the computer's. */
  known = $state(false);
  #aheadMs = $state(0);
  #beatMs = $state(Date.now());
  /** Now, as of the last beat. */
  readonly now = $derived(new Date(this.#beatMs + this.#aheadMs));
  /** The day where the counter stands, `2026-11-24`. */
  readonly today = $derived(isoDay(this.now));

  /** What the core says that it is now. */
  learn(now: string): void {
    this.#aheadMs = Date.parse(now) - Date.now();
    this.known = true;
    this.beat();
  }

  beat(): void {
    this.#beatMs = Date.now();
  }

  /** Now to the moment; nothing is drawn again because of it. */
  read(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }
}

export const counter = new CounterClock();
