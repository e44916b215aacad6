/** What is wrong with a scanner, and what to do, in plain words. A new fault does not compile without its sentence. */
import type { DeviceFault } from "../backend/contract/DeviceFault";
import type { ScanFault } from "../backend/contract/ScanFault";
import { m } from "../messages/messages.js";

export interface Said {
  happened: string;
  now: string;
}

const say = (happened: string, now: string): Said => ({ happened, now });

export function scanFault(fault: ScanFault): Said {
  switch (fault.at) {
    case "scanner":
      return deviceFault(fault.fault);
    case "disk_full":
      return say(m.fault_disk_full(), m.fault_now_disk());
    case "not_kept":
      return say(m.fault_not_kept(), m.fault_now_again());
  }
}

export function deviceFault({ fault }: DeviceFault): Said {
  switch (fault) {
    case "busy":
      return say(m.fault_busy(), m.fault_now_try());
    case "warming":
      return say(m.fault_warming(), m.fault_now_try());
    case "feeder_empty":
      return say(m.fault_feeder_empty(), m.fault_now_paper());
    case "jam":
      return say(m.fault_jam(), m.fault_now_jam());
    case "double_feed":
      return say(m.fault_double_feed(), m.fault_now_jam());
    case "cover_open":
      return say(m.fault_cover_open(), m.fault_now_cover());
    case "needs_attention":
      return say(m.fault_needs_attention(), m.fault_now_panel());
    case "unreachable":
      return say(m.fault_unreachable(), m.fault_now_reach());
    case "silent":
      return say(m.fault_silent(), m.fault_now_reach());
    case "address":
      return say(m.fault_address(), m.fault_now_settings());
    case "unintelligible":
      return say(m.fault_unintelligible(), m.fault_now_settings());
    case "untrusted_certificate":
      return say(m.fault_untrusted_certificate(), m.fault_now_settings());
    case "changed_certificate":
      return say(m.fault_changed_certificate(), m.fault_now_support());
    case "no_protection":
      return say(m.fault_no_protection(), m.fault_now_support());
    case "not_allowed":
      return say(m.fault_not_allowed(), m.fault_now_support());
    case "not_offered":
      return say(m.fault_not_offered(), m.fault_now_settings());
    case "refused":
      return say(m.fault_refused(), m.fault_now_settings());
    case "cancelled":
      return say(m.fault_cancelled(), m.fault_now_again());
    case "aborted":
      return say(m.fault_aborted(), m.fault_now_try());
    case "damaged_page":
      return say(m.fault_damaged_page(), m.fault_now_again());
    case "too_large":
      return say(m.fault_too_large(), m.fault_now_smaller());
    case "no_program":
      return say(m.fault_no_program(), m.fault_now_support());
  }
}
