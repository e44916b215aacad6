/** A shape of the private API between the console page and Centrale. */
export type ConsoleSetUp = { 
/**
 * The address that an app reads from a QR code (`otpauth://totp/...`).
 */
uri: string, 
/**
 * The secret in base 32, for who types it.
 */
secret: string, };
