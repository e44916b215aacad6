/** The hold on the chosen hour while the form is filled in: a few minutes at Centrale, on line only. */
import { call } from "../../backend/index";
import type { Error as Failure } from "../../backend/contract/Error";
import type { OfferedSlot } from "../../backend/contract/OfferedSlot";

/** `waiting`: asked for; `none`: the hour needs none, or there is no line. */
export type HoldState = "none" | "waiting" | "held" | "expired";

/** After so much of a hold the next key or click renews it, ms. */
const RENEW_AFTER = 60_000;

/** Centrale tells the free hours every half minute; so long an hour that was refused is not offered again, ms. */
const FORGET_AFTER = 60_000;

/** What tells one hour from another. */
export const keyOf = (slot: OfferedSlot) => slot.slot_ids.join();

/** Only a common hour is held, and only on line; the desk's own are its own. */
export const wantsHold = (slot: OfferedSlot | undefined): slot is OfferedSlot =>
  slot !== undefined && !slot.reserved && slot.booking === "confirmed";

// The window's own address is no secure context everywhere, and there `randomUUID` is missing.
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** One for the window, which shows one form at a time: what a locked screen could not let go is taken over. */
const ID = newId();

export class Hold {
  state = $state<HoldState>("none");
  /** Seconds that are left. */
  left = $state(0);
  /** The hour that somebody else had already. */
  lost = $state.raw<OfferedSlot>();
  /** Hours that turned out to be somebody else's, until Centrale has told the free ones again. */
  #taken = $state.raw<readonly { key: string; at: number }[]>([]);
  #slot: OfferedSlot | undefined;
  #asked = 0;
  #since = 0;
  #ends = 0;

  /** The hours without those that somebody else has, as far as this form knows better than the offer. */
  known(free: readonly OfferedSlot[], now = performance.now()): OfferedSlot[] {
    const hidden = this.#taken.filter(({ at }) => now - at < FORGET_AFTER).map(({ key }) => key);
    return free.filter((slot) => !hidden.includes(keyOf(slot)));
  }

  /** Holds this hour from now on, and no other; none: lets go. */
  async keep(slot: OfferedSlot | undefined): Promise<void> {
    const wanted = wantsHold(slot) ? slot : undefined;
    if ((wanted && keyOf(wanted)) === (this.#slot && keyOf(this.#slot))) return;
    const held = this.#slot !== undefined;
    this.#slot = wanted;
    if (wanted) await this.#take(wanted);
    else {
      this.state = "none";
      if (held) await this.#ask([]);
    }
  }

  /** The clerk is at work: what is about to end is renewed, what has ended is asked for again. */
  touch(now = performance.now()): void {
    const due = this.state === "expired" || (this.state === "held" && now - this.#since > RENEW_AFTER);
    if (due && this.#slot) void this.#take(this.#slot);
  }

  tick(now = performance.now()): void {
    if (this.state !== "held") return;
    this.left = Math.max(0, Math.ceil((this.#ends - now) / 1000));
    if (this.left === 0) this.state = "expired";
  }

  async #take(slot: OfferedSlot): Promise<void> {
    if (this.state !== "held") this.state = "waiting";
    this.#since = performance.now();
    const turn = ++this.#asked;
    try {
      const { seconds } = await this.#ask(slot.slot_ids);
      if (turn !== this.#asked || this.#slot !== slot) return;
      this.state = seconds === null ? "none" : "held";
      this.#ends = performance.now() + (seconds ?? 0) * 1000;
      this.tick();
    } catch (failure) {
      if (turn !== this.#asked || this.#slot !== slot) return;
      this.#slot = undefined;
      this.state = "none";
      if ((failure as Failure).code === "slot_not_free") {
        this.lost = slot;
        this.#taken = [...this.#taken, { key: keyOf(slot), at: performance.now() }];
      }
      // What was held before this one stays held otherwise.
      void this.#ask([]).catch(() => undefined);
    }
  }

  #ask(slot_ids: string[]) {
    return call("slots_hold", { hold_id: ID, slot_ids });
  }
}
