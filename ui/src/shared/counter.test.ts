import { afterEach, describe, expect, it, vi } from "vitest";
import { CounterClock } from "./counter.svelte";

afterEach(() => vi.useRealTimers());

describe("the counter's clock", () => {
  it("is the core's, though the computer is a day behind", () => {
    vi.useFakeTimers({ now: new Date("2026-11-23T10:00:00Z") });
    const clock = new CounterClock();
    expect([clock.known, clock.today]).toEqual([false, "2026-11-23"]);
    clock.learn("2026-11-24T09:59:00Z");
    expect([clock.known, clock.today]).toEqual([true, "2026-11-24"]);
  });

  it("goes over midnight of Rome between two beats", () => {
    vi.useFakeTimers({ now: new Date("2026-11-24T22:59:50Z") });
    const clock = new CounterClock();
    clock.learn("2026-11-24T22:59:50Z");
    vi.advanceTimersByTime(15_000);
    expect([clock.today, clock.read().toISOString()]).toEqual(["2026-11-24", "2026-11-24T23:00:05.000Z"]);
    clock.beat();
    expect(clock.today).toBe("2026-11-25");
  });
});
