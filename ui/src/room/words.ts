/** What the room and its two pages say to each other; the shapes are those of Centrale's `meetings/room/speech.rs`. */
export type Side = "officer" | "counter";

export interface Quality {
  path: "host" | "srflx" | "prflx" | "relay";
  rtt_ms: number;
  packets_received: number;
  packets_lost: number;
  frames_decoded: number;
  frames_dropped: number;
}

/** Passed on as it is from one page to the other. `call` names the officer's connection: another one begins anew. `met`: where
 * this side stands as the two meet (again), and the lower of both holds; without it somebody chose. */
export type Signal =
  | { offer: RTCSessionDescriptionInit; call: string; turn: number }
  | { answer: RTCSessionDescriptionInit; call: string; turn: number }
  | { candidate: RTCIceCandidateInit; call: string }
  | { restart: true }
  | { rung: Rung; met?: true }
  | { shown: Shown };

/** Where the two stand on the ladder; the telephone is the rung below, and needs no page. */
export type Rung = "video" | "audio";

/** What a side sends. */
export interface Shown {
  microphone: boolean;
  camera: boolean;
}

export type Said =
  | { kind: "welcome"; side: Side; peer: string | null; admitted: boolean; ice: RTCIceServer[]; phone: string | null }
  | { kind: "peer"; page: string | null }
  | { kind: "admitted" }
  | { kind: "signal"; data: Signal }
  | { kind: "ask" }
  | { kind: "beat" };

export type ToSay =
  | { kind: "hello"; page: string }
  | { kind: "beat" }
  | { kind: "admit" }
  | { kind: "signal"; data: Signal }
  | { kind: "quality"; of: Quality };
