/** The line to the room: it answers, notices by itself that it is dead, and comes back without a hand. */
import type { Said, ToSay } from "./words";

const LOOK_MS = 1000;
/** Nothing heard for so long, although the room asks every three seconds: the line is dead, whatever the socket believes. */
const DEAD_MS = 7000;
const CONNECT_MS = 4000;
const FIRST_WAIT_MS = 300;
/** Short, because the call cannot come back before the line does. */
const LONGEST_WAIT_MS = 2500;

/** Why the line will not come back. */
export type Ended = "replaced" | "closed" | "signed_out";
const ENDINGS: Record<number, Ended> = { 4001: "replaced", 4002: "closed", 4005: "signed_out" };

export interface Hearing {
  said(said: Said): void;
  /** The line broke and is being tried again. */
  broke(): void;
  ended(why: Ended): void;
  /** Why the room is over for this page, as far as can be known: a refused line looks like a dead one. */
  over(): Promise<Ended | null>;
}

export class Line {
  readonly #url: string;
  readonly #page: string;
  readonly #hearing: Hearing;
  #socket: WebSocket | undefined;
  #heardAt = 0;
  #wait = FIRST_WAIT_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;
  readonly #watch: ReturnType<typeof setInterval>;
  readonly #online = () => this.#again(0);

  constructor(url: string, page: string, hearing: Hearing) {
    [this.#url, this.#page, this.#hearing] = [url, page, hearing];
    this.#watch = setInterval(() => this.#look(), LOOK_MS);
    window.addEventListener("online", this.#online);
    this.#connect();
  }

  get up(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  say(word: ToSay): void {
    if (this.up) this.#socket?.send(JSON.stringify(word));
  }

  end(): void {
    this.#over = true;
    clearInterval(this.#watch);
    clearTimeout(this.#timer);
    window.removeEventListener("online", this.#online);
    this.#drop();
  }

  #connect(): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#lost(), CONNECT_MS);
    socket.onopen = () => {
      clearTimeout(this.#timer);
      this.#heardAt = performance.now();
      this.say({ kind: "hello", page: this.#page });
    };
    socket.onmessage = (event) => {
      this.#heardAt = performance.now();
      this.#wait = FIRST_WAIT_MS;
      const said = JSON.parse(String(event.data)) as Said;
      // Here and not by a timer: those of a hidden page run once a minute.
      if (said.kind === "ask") this.say({ kind: "beat" });
      this.#hearing.said(said);
    };
    socket.onclose = (event) => {
      const why = ENDINGS[event.code];
      if (why === undefined) return this.#lost();
      this.end();
      this.#hearing.ended(why);
    };
  }

  #look(): void {
    if (this.up && performance.now() - this.#heardAt > DEAD_MS) this.#lost();
  }

  #lost(): void {
    this.#drop();
    if (this.#over) return;
    this.#hearing.broke();
    this.#again(this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }

  // A socket whose link is gone would only report its end after a minute.
  #drop(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #again(ms: number): void {
    if (this.#over || this.#socket) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#retry(), ms);
  }

  async #retry(): Promise<void> {
    const why = await this.#hearing.over();
    if (this.#over || this.#socket) return;
    if (why === null) return this.#connect();
    this.end();
    this.#hearing.ended(why);
  }
}
