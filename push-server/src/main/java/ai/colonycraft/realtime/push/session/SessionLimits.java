package ai.colonycraft.realtime.push.session;

/**
 * Limits of one connection.
 *
 * @param queue series that may wait for a slow reader
 * @param subscriptions subscriptions at a time
 * @param errors refused messages after which it is closed
 * @param messageBytes length of one message from the client, in bytes
 * @param notifications notifications that may wait for a slow reader before it is closed
 */
public record SessionLimits(
    int queue, int subscriptions, int errors, int messageBytes, int notifications) {}
