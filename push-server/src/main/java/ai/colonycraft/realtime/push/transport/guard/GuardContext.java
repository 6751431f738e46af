package ai.colonycraft.realtime.push.transport.guard;

import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.security.Gate;
import java.time.Clock;
import java.time.Duration;

/**
 * What a {@link GuardedConnection} needs to check tokens.
 *
 * @param deadline how long a client may take to send its first token
 * @param clockSkew how long a token is accepted after its end
 */
record GuardContext(
    Gate gate,
    Duration deadline,
    Duration clockSkew,
    PushMetrics metrics,
    RefusalLog log,
    Clock clock) {}
