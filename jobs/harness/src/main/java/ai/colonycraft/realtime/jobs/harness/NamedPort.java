package ai.colonycraft.realtime.jobs.harness;

/**
 * A port beside the setting that chooses it.
 *
 * @param flag the setting's name, for messages
 * @param port the port, or 0 for any that is free
 */
public record NamedPort(String flag, int port) {}
