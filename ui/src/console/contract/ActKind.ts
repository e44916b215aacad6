/** A shape of the private API between the console page and Centrale. */
export type ActKind = "desk_lost" | "desk_back" | "desk_twice" | "desk_copied" | "promises_missing" | "slots_claimed" | "promise_broken" | "desk_renewed" | "code_made" | "slots_released" | "window_withdrawn" | "hours_restored" | "window_opened" | "window_ended" | "day_closed" | "day_reopened";
