package ai.colonycraft.realtime.config;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * The objectives of all services, and from which values on a number is a warning or critical. Every
 * program reads the same file, so that a number has the same severity everywhere.
 *
 * @param others of every service that is not in {@code services}
 * @param services by the name of the service
 * @param apdex below these values an Apdex is a warning or critical
 * @param errorBudget an error rate of this many times the {@link Objective#errorBudget} or more is
 *     a warning or critical
 */
public record Objectives(
    Objective others, Map<String, Objective> services, Severity apdex, Severity errorBudget)
    implements Serializable {

  /** Upper bounds of the histogram of request durations, seconds; Apdex and latency use them. */
  public static final List<Double> DURATION_BOUNDS =
      List.of(.005, .01, .025, .05, .1, .2, .3, .5, .75, 1.2, 2.5, 5., 10., 30.);

  /** The file that is part of the program. */
  static final String BUILT_IN = "built-in";

  /** Which file is read. */
  public static final Setting<Objectives> SETTING =
      new Setting<>(
          "objectives.file",
          "the path of a YAML file, or " + BUILT_IN,
          BUILT_IN,
          "objectives of services: Apdex, latency, availability",
          ObjectivesFile::read);

  public Objectives {
    services = Map.copyOf(services);
  }

  /** The objective of a service. */
  public Objective of(String service) {
    return services.getOrDefault(service, others);
  }

  /** From which error rate on a service of an objective is a warning or critical, shares. */
  public Severity errorRate(Objective objective) {
    double budget = objective.errorBudget();
    return new Severity(
        rounded(errorBudget.warning() * budget), rounded(errorBudget.critical() * budget));
  }

  private static double rounded(double share) {
    return Math.min(1, Math.round(share * 1e9) / 1e9);
  }

  /**
   * From which value on a number is a warning, and from which critical.
   *
   * @param warning in the unit of the number
   * @param critical in the unit of the number
   */
  public record Severity(double warning, double critical) implements Serializable {}
}
