import { beforeEach, describe, expect, it, vi } from "vitest";
import type { OfferedSlot } from "../../backend/contract/OfferedSlot";
import { call } from "../../backend/index";
import { Hold } from "./hold.svelte";

vi.mock("../../backend/index", () => ({ call: vi.fn() }));

const slot = (id: string, other: Partial<OfferedSlot> = {}): OfferedSlot => ({
  slot_ids: [id],
  starts_at: `2026-12-01T0${id}:00:00Z`,
  minutes: 30,
  modes: ["video"],
  booking: "confirmed",
  reserved: false,
  ...other,
});
const asked = () => vi.mocked(call).mock.calls.map(([, request]) => (request as { slot_ids: string[] }).slot_ids);

beforeEach(() => {
  vi.mocked(call).mockReset();
  vi.mocked(call).mockResolvedValue({ seconds: 300 } as never);
});

describe("a hold while the form is written", () => {
  it("is asked for once, although the offer is read again, and let go when the hour is left", async () => {
    const hold = new Hold();
    await hold.keep(slot("8"));
    await hold.keep(slot("8"));
    expect([hold.state, hold.left, asked()]).toEqual(["held", 300, [["8"]]]);
    await hold.keep(slot("9"));
    await hold.keep(undefined);
    expect([hold.state, asked()]).toEqual(["none", [["8"], ["9"], []]]);
  });

  it("is never asked for on the desk's own hours, nor without a line", async () => {
    const hold = new Hold();
    await hold.keep(slot("8", { reserved: true }));
    await hold.keep(slot("9", { booking: "provisional" }));
    expect([hold.state, asked()]).toEqual(["none", []]);
  });

  it("is renewed while the clerk is at work, and says when it has ended", async () => {
    const hold = new Hold();
    await hold.keep(slot("8"));
    const now = performance.now();
    hold.touch(now + 10_000);
    expect(asked()).toHaveLength(1);
    hold.touch(now + 61_000);
    expect(asked()).toHaveLength(2);
    await vi.waitFor(() => expect(hold.state).toBe("held"));
    hold.tick(performance.now() + 301_000);
    expect(hold.state).toBe("expired");
    hold.touch();
    expect(asked()).toHaveLength(3);
  });

  it("names the hour that somebody else has, and offers it no more", async () => {
    vi.mocked(call).mockRejectedValueOnce({ code: "slot_not_free" });
    const hold = new Hold();
    await hold.keep(slot("8"));
    expect([hold.state, hold.lost?.slot_ids]).toEqual(["none", ["8"]]);
    expect(hold.known([slot("8"), slot("9")]).map(({ slot_ids }) => slot_ids[0])).toEqual(["9"]);
    expect(asked().at(-1)).toEqual([]);
  });

  it("forgets the answer to an hour that was left meanwhile", async () => {
    let answer!: (value: never) => void;
    vi.mocked(call).mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    const hold = new Hold();
    const first = hold.keep(slot("8"));
    await hold.keep(undefined);
    answer({ seconds: 300 } as never);
    await first;
    expect(hold.state).toBe("none");
  });
});
