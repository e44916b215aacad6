/** A camera that the browser gives too late goes out again, and a choice that fails leaves the one that works. */
import { afterEach, expect, it, vi } from "vitest";
import { Devices } from "./devices.svelte";

class Track {
  enabled = true;
  stopped = false;
  onended: unknown = null;
  readonly kind: string;
  constructor(kind: string) {
    this.kind = kind;
  }
  stop() {
    this.stopped = true;
  }
}

// No camera is here, and no browser: what is tested is what is done with the browser's answer.
function browser(getUserMedia: (wanted: MediaStreamConstraints) => Promise<Track[]>) {
  const stream = (tracks: Track[]) => ({
    getTracks: () => tracks,
    getAudioTracks: () => tracks.filter(({ kind }) => kind === "audio"),
    getVideoTracks: () => tracks.filter(({ kind }) => kind === "video"),
  });
  const mediaDevices = {
    getUserMedia: async (wanted: MediaStreamConstraints) => stream(await getUserMedia(wanted)),
    enumerateDevices: () => Promise.resolve([]),
  };
  vi.stubGlobal("navigator", { mediaDevices });
}

afterEach(() => vi.unstubAllGlobals());

it("stops what arrives after the end", async () => {
  const given = [new Track("audio"), new Track("video")];
  let answer: (tracks: Track[]) => void = () => expect.unreachable();
  browser(() => new Promise((resolve) => (answer = resolve)));
  const devices = new Devices(() => undefined);
  const asked = devices.ask();
  devices.end();
  answer(given);
  await asked;
  expect(given.map(({ stopped }) => stopped)).toEqual([true, true]);
  expect(devices.tracks).toEqual({ audio: null, video: null });
});

it("keeps the camera that works when another cannot be had", async () => {
  const [audio, video] = [new Track("audio"), new Track("video")];
  browser((wanted) =>
    typeof wanted.video === "object" ? Promise.reject(new DOMException("", "NotReadableError")) : Promise.resolve([audio, video]),
  );
  const devices = new Devices(() => undefined);
  await devices.ask();
  await devices.choose("video", "other");
  expect(devices.tracks.video).toBe(video);
  expect([video.stopped, devices.lacks.video]).toEqual([false, "busy"]);
});
