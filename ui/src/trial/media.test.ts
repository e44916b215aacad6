import { afterEach, expect, it, vi } from "vitest";
import { ask, isHeard, troubleOf } from "./media";

it("says of each trouble what it is and what to do, and names the address before all else", () => {
  const names = ["NotAllowedError", "NotFoundError", "NotReadableError", "SomethingElse"];
  const said = names.map((name) => troubleOf(new DOMException("", name), true));
  expect(new Set(said.map((one) => one.says)).size).toBe(names.length);
  expect(said.every((one) => one.now)).toBe(true);
  expect(troubleOf(new TypeError(), false).says).toMatch(/https/);
});

it("does not take the hiss of a room for a voice", () => {
  expect(isHeard(0.002)).toBe(false);
  expect(isHeard(0.05)).toBe(true);
});

afterEach(() => vi.unstubAllGlobals());

/** A PC with these devices, which answers as a browser does. */
function pc(present: { camera: boolean; microphone: boolean }) {
  vi.stubGlobal("MediaStream", class { constructor(readonly tracks: unknown[]) {} getTracks = () => this.tracks; });
  const asked: MediaStreamConstraints[] = [];
  const getUserMedia = async (constraints: MediaStreamConstraints = {}) => {
    asked.push(constraints);
    const { video, audio } = constraints;
    if ((video && !present.camera) || (audio && !present.microphone)) throw new DOMException("", "NotFoundError");
    if (typeof video === "object" || typeof audio === "object") throw new DOMException("", "OverconstrainedError");
    return new MediaStream([video ? "camera" : "", audio ? "microphone" : ""].filter(Boolean) as unknown as MediaStreamTrack[]);
  };
  return { asked, getUserMedia };
}

it("tries the microphone of a PC without a camera, and says what is missing", async () => {
  const had = await ask(pc({ camera: false, microphone: true }), { videoinput: "", audioinput: "" });
  expect(had.stream?.getTracks()).toEqual(["microphone"]);
  expect((had.failure as DOMException).name).toBe("NotFoundError");
});

it("takes another device where the chosen one was unplugged", async () => {
  const had = await ask(pc({ camera: true, microphone: true }), { videoinput: "gone", audioinput: "" });
  expect(had.stream?.getTracks()).toEqual(["camera", "microphone"]);
  expect(had.failure).toBeUndefined();
});
