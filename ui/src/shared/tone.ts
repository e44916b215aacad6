/** How a state looks: a tone (colour), an icon and a word, always the three together. */
export type Tone = "neutral" | "info" | "good" | "warn" | "bad" | "provisional";

export interface Look {
  tone: Tone;
  icon: IconName;
  word: string;
}

/** The icons in use, by their name in the sprite of Bootstrap Italia without `it-`. */
export type IconName =
  | "arrow-left"
  | "arrow-right"
  | "arrow-right-circle"
  | "ban"
  | "calendar"
  | "card"
  | "chart-line"
  | "check"
  | "check-circle"
  | "chevron-left"
  | "chevron-right"
  | "clock"
  | "close"
  | "close-circle"
  | "download"
  | "error"
  | "exchange-circle"
  | "external-link"
  | "file"
  | "files"
  | "folder"
  | "help-circle"
  | "inbox"
  | "info-circle"
  | "key"
  | "list"
  | "lock"
  | "locked"
  | "logout"
  | "mail-open"
  | "minus-circle"
  | "note"
  | "pa"
  | "pencil"
  | "plug"
  | "plus"
  | "plus-circle"
  | "presentation"
  | "print"
  | "refresh"
  | "search"
  | "settings"
  | "telephone"
  | "tool"
  | "unlocked"
  | "upload"
  | "user"
  | "video"
  | "warning-circle"
  | "wifi"
  | "zoom-in"
  | "zoom-out";
