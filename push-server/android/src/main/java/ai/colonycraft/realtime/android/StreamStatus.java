package ai.colonycraft.realtime.android;

/** What is known of the stream of notifications. */
enum StreamStatus {
  /** No attempt has ended yet. */
  CONNECTING,
  /** The server sends something each 30 seconds, and its silence of 75 seconds is a break. */
  CONNECTED,
  /** The connection broke; the next attempt follows. */
  BROKEN,
  /** The server does not take the token: nothing happens until the person signs in again. */
  REFUSED
}
