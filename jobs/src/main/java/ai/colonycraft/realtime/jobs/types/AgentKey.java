package ai.colonycraft.realtime.jobs.types;

import java.util.Objects;

/**
 * Which agent: its id names it within its colony, and two colonies may have agents of one id.
 *
 * @param colonyId of its colony; empty if it has none
 * @param id of the agent
 */
public record AgentKey(String colonyId, String id) {

  private static final char SEPARATOR = '/';

  public AgentKey {
    colonyId = Objects.requireNonNullElse(colonyId, "");
    Objects.requireNonNull(id, "id");
  }

  /**
   * Both ids in one text, as {@code 3/c-1/agent-7}. The length of the first says where it ends, so
   * that different agents have different texts, whatever their ids contain.
   */
  public String text() {
    return "" + colonyId.length() + SEPARATOR + colonyId + SEPARATOR + id;
  }

  /** The key of a {@link #text}. */
  public static AgentKey of(String text) {
    int begin = text.indexOf(SEPARATOR) + 1;
    int end = begin + Integer.parseInt(text.substring(0, begin - 1));
    return new AgentKey(text.substring(begin, end), text.substring(end + 1));
  }
}
