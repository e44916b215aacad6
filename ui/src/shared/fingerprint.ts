/** A document's SHA-256 as people can compare it: a beginning to read aloud, and the whole in groups. */

const groups = (sha256: string, length: number) => sha256.toUpperCase().slice(0, length).match(/.{1,4}/g) ?? [];

/** `3F2A 90BC 117E D402`: 64 bits, enough to tell two documents apart, short enough to be read aloud. */
export const shortFingerprint = (sha256: string) => groups(sha256, 16).join(" ");
export const fingerprintGroups = (sha256: string) => groups(sha256, 64).join(" ");
