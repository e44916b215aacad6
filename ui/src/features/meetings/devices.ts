/**
 * Which cameras, microphones and loudspeakers the PC has. Only counted: the desk's window never asks for one, since what must
 * work is the browser that opens the meeting. A web view without media devices says nothing.
 */
import type { AttestationKind } from "../../backend/contract/AttestationKind";

const KINDS: Partial<Record<AttestationKind, MediaDeviceKind>> = {
  camera: "videoinput",
  microphone: "audioinput",
  loudspeaker: "audiooutput",
};

type Devices = Pick<MediaDevices, "enumerateDevices">;

/** How many there are of each kind; `undefined` where that is not known. */
export async function countDevices(devices: Devices | undefined): Promise<(kind: AttestationKind) => number | undefined> {
  // Some web views have the function and refuse, others list nothing at all: neither says that there is no camera.
  const found = await devices?.enumerateDevices?.().catch(() => undefined);
  return (kind) => {
    const wanted = KINDS[kind];
    if (!wanted || !found?.length) return undefined;
    // Firefox and older WebKit name no loudspeakers.
    if (wanted === "audiooutput" && !found.some((device) => device.kind === wanted)) return undefined;
    return found.filter((device) => device.kind === wanted).length;
  };
}
