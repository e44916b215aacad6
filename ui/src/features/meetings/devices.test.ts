import { expect, it } from "vitest";
import { countDevices } from "./devices";

const listing = (...kinds: string[]) => ({
  enumerateDevices: () => Promise.resolve(kinds.map((kind) => ({ kind }) as MediaDeviceInfo)),
});

it("counts what the web view lists, and says that there is none only where others are listed", async () => {
  const count = await countDevices(listing("audioinput", "audioinput", "audiooutput"));
  expect([count("camera"), count("microphone"), count("loudspeaker")]).toEqual([0, 2, 1]);
  expect(count("network")).toBeUndefined();
});

it("says nothing where the web view does not tell", async () => {
  const refusing = { enumerateDevices: () => Promise.reject(new Error("no")) };
  for (const devices of [undefined, refusing, listing()]) expect((await countDevices(devices))("camera")).toBeUndefined();
  expect((await countDevices(listing("videoinput")))("loudspeaker"), "loudspeakers are not listed everywhere").toBeUndefined();
});
