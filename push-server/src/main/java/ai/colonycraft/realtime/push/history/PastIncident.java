package ai.colonycraft.realtime.push.history;

import java.time.Instant;
import java.util.Optional;

/**
 * An incident as the history has it.
 *
 * @param type {@code warning} or {@code critical}
 * @param end empty while it goes on
 * @param service empty text for none
 */
public record PastIncident(
    String id, String type, String title, Instant begin, Optional<Instant> end, String service) {}
