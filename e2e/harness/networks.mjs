/** Two networks with one cable between them, the office's and the counter's, on this machine: Linux's network namespaces. */
import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const ip = async (...words) => (await run("ip", words)).stdout;

/** Why there can be none here; nothing where they can. */
export function impossible() {
  if (process.platform !== "linux") return "network namespaces are of Linux";
  if (process.getuid() !== 0) return "only root can make network namespaces";
  const probe = `sportello-probe-${process.pid}`;
  try {
    execFileSync("ip", ["netns", "add", probe], { stdio: "pipe" });
    execFileSync("ip", ["netns", "delete", probe], { stdio: "pipe" });
    return undefined;
  } catch (error) {
    return `ip netns does not work here: ${error.message}`;
  }
}

export class Networks {
  /** The office's address on the cable. */
  address = "10.99.0.1";
  office = `sportello-office-${process.pid}`;
  counter = `sportello-counter-${process.pid}`;

  static async lay() {
    const networks = new Networks();
    const { office, counter, address } = networks;
    for (const name of [office, counter]) {
      await ip("netns", "add", name);
      await ip("-n", name, "link", "set", "lo", "up");
    }
    await ip("link", "add", "cable", "netns", office, "type", "veth", "peer", "name", "cable", "netns", counter);
    await ip("-n", office, "address", "add", `${address}/24`, "dev", "cable");
    await ip("-n", counter, "address", "add", "10.99.0.2/24", "dev", "cable");
    for (const name of [office, counter]) await ip("-n", name, "link", "set", "cable", "up");
    return networks;
  }

  /** The words before a command that shall run inside. */
  inside = (name) => ["ip", "netns", "exec", name];

  cut = () => ip("-n", this.counter, "link", "set", "cable", "down");
  mend = () => ip("-n", this.counter, "link", "set", "cable", "up");

  /** Lets so many kbit/s leave the counter, as a bad line does; nothing: as many as there are. */
  async narrow(kbit) {
    const device = ["qdisc", kbit ? "replace" : "delete", "dev", "cable", "root"];
    const rule = kbit ? ["tbf", "rate", `${kbit}kbit`, "burst", "4kb", "latency", "400ms"] : [];
    await run("tc", ["-n", this.counter, ...device, ...rule]);
  }

  /** Nothing may run inside any more. */
  async remove() {
    for (const name of [this.office, this.counter]) await ip("netns", "delete", name).catch(() => {});
  }
}
