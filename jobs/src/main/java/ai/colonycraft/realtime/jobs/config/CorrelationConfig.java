package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Settings of the correlation job. The defaults are the contract's; the state backend, checkpoints
 * and restarts are the cluster's ({@code flink-conf/config.yaml}).
 *
 * @param input how it reads events; a match is emitted as much later as events may be out of order
 * @param output how it publishes results
 * @param userActivity topic of events
 * @param serviceEvents topic of events
 * @param clientReports topic of events
 * @param cepRules topic of the rules
 * @param ruleStates topic of the states of rules
 * @param notifications topic of notifications
 * @param partialLimit partial matches of one rule and key at most
 * @param incidentLimit open incidents of one rule and key at most
 * @param maxParallelism key groups of all keyed state: the most subtasks that an operator can have
 * @param checkpointing whether the job refuses to start without checkpoints
 */
public record CorrelationConfig(
    InputConfig input,
    OutputConfig output,
    String userActivity,
    String serviceEvents,
    String clientReports,
    String cepRules,
    String ruleStates,
    String notifications,
    int partialLimit,
    int incidentLimit,
    int maxParallelism,
    boolean checkpointing)
    implements Serializable {

  private static final String GROUP = "event-correlation-job";

  private static final Setting<String> USER_ACTIVITY =
      Setting.text("topics.user-activity", "user-activity", "topic of events");
  private static final Setting<String> SERVICE_EVENTS =
      Setting.text("topics.service-events", "service-events", "topic of events");
  private static final Setting<String> CLIENT_REPORTS =
      Setting.text("topics.client-reports", "client-reports", "topic of events");
  private static final Setting<String> RULES =
      Setting.text("topics.cep-rules", "cep-rules", "topic of rules");
  private static final Setting<String> STATES =
      Setting.text("topics.rule-states", "rule-states", "topic of the states of rules");
  private static final Setting<String> NOTIFICATIONS =
      Setting.text("topics.notifications", "notifications", "topic of notifications");
  private static final Setting<Integer> PARTIAL =
      Setting.wholeNumber(
          "limit.partial-matches", 1, 1_000_000, 1000, "partial matches of a rule and key at most");
  private static final Setting<Integer> INCIDENTS =
      Setting.wholeNumber(
          "limit.open-incidents", 1, 10_000, 100, "open incidents of a rule and key at most");

  /** Every key, in the order {@code --help} shows them. */
  public static final List<Setting<?>> SETTINGS =
      Stream.of(
              InputConfig.settings(GROUP),
              List.<Setting<?>>of(
                  USER_ACTIVITY,
                  SERVICE_EVENTS,
                  CLIENT_REPORTS,
                  RULES,
                  STATES,
                  NOTIFICATIONS,
                  PARTIAL,
                  INCIDENTS),
              OutputConfig.SETTINGS,
              List.<Setting<?>>of(Parallelism.MAX, Checkpoints.ON))
          .<Setting<?>>flatMap(List::stream)
          .toList();

  /**
   * Reads a command line, and the YAML file that it names with {@code --config}.
   *
   * @throws ai.colonycraft.realtime.config.InvalidConfigException with every problem found
   */
  public static CorrelationConfig read(String... args) {
    Settings s = Settings.read(SETTINGS, args);
    InputConfig input = InputConfig.of(s, GROUP);
    if (input.recompute() != null) {
      throw new InvalidConfigException(
          List.of(
              "source.bounded: expected true or false, since this job has no windows to count again,"
                  + " found a time"));
    }
    return new CorrelationConfig(
        input,
        OutputConfig.of(s),
        s.get(USER_ACTIVITY),
        s.get(SERVICE_EVENTS),
        s.get(CLIENT_REPORTS),
        s.get(RULES),
        s.get(STATES),
        s.get(NOTIFICATIONS),
        s.get(PARTIAL),
        s.get(INCIDENTS),
        s.get(Parallelism.MAX),
        s.get(Checkpoints.ON));
  }
}
