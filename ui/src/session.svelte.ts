/** Who sits here: the desk's identity and the operator signed in, kept fresh for the whole window. */
import type { DeskStatus } from "./backend/contract/DeskStatus";
import type { Error as Failure } from "./backend/contract/Error";
import { call, onChanged } from "./backend/index";

class DeskSession {
  status = $state.raw<DeskStatus>();
  error = $state.raw<Failure>();

  get operator() {
    return this.status?.session ?? null;
  }
  get identity() {
    return this.status?.identity ?? null;
  }
  get supervisor() {
    return this.operator?.role === "supervisor";
  }

  read = async () => {
    try {
      this.status = await call("desk_status", null);
      this.error = undefined;
    } catch (failure) {
      this.error = failure as Failure;
    }
  };

  /** Reads now and at each change; returns the end of it. */
  follow(): () => void {
    void this.read();
    return onChanged((topics) => topics.includes("desk") && void this.read());
  }

  lock = async () => {
    await call("operators_sign_out", null).catch(() => undefined);
    await this.read();
  };
}

export const session = new DeskSession();
