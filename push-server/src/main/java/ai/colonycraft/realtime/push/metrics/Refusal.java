package ai.colonycraft.realtime.push.metrics;

/** Why a request, an upgrade among them, was not let in. */
public enum Refusal {
  /** There was no token where one is needed. */
  NO_TOKEN,
  /** The token can't be read, or nobody that we trust signed it. */
  BAD_TOKEN,
  /** The token has ended. */
  EXPIRED_TOKEN,
  /** The token is not valid yet. */
  EARLY_TOKEN,
  /** The token allows other things. */
  SCOPE,
  /** A page of another origin asked. */
  ORIGIN,
  /** The request is for another host name. */
  HOST,
  /** A proxy that no setting names forwarded the request. */
  PROXY,
  /** The address sent too many requests. */
  REQUEST_RATE,
  /** The address, or the token, sent too many reports. */
  REPORT_RATE,
  /** The address, or the token, sent too many requests with traces. */
  TRACE_RATE,
  /** The address has too many connections. */
  ADDRESS_CONNECTIONS,
  /** There are too many connections. */
  CONNECTIONS,
  /** It is not HTTP as it should be. */
  MALFORMED,
  /** The body is too long. */
  BODY_SIZE,
  /** The header did not come in time. */
  SLOW_HEADER,
  /** The body came too slowly. */
  SLOW_BODY,
  /** The server is about to stop. */
  DRAINING
}
