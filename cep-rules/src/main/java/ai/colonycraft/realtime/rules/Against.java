package ai.colonycraft.realtime.rules;

/**
 * That a counting step is taken only while the value of one group of the key's events is beyond
 * that of other groups: of one version beyond that of the version before, or of one region beyond
 * that of all others.
 *
 * @param group the field whose values are the groups
 * @param others which groups are compared with
 * @param times the value must be beyond so many times theirs
 */
public record Against(EventField group, Others others, double times) {

  /** Which groups are compared with. */
  public enum Others {
    /** The group that appeared last before this one did, over the time up to its last event. */
    BEFORE("before"),
    /** All other groups together, over the same time. */
    REST("rest");

    private final String word;

    Others(String word) {
      this.word = word;
    }

    /** As a rule's text has it. */
    public String word() {
      return word;
    }
  }

  /** Whether a value is beyond another's, on the side of a limit. */
  public boolean isBeyond(double other, double value, Measure.Comparison comparison) {
    return comparison.isUpper() ? value > times * other : value < times * other;
  }

  /** As {@code explain} has it, after the words of the measure. */
  public String words(Measure measure) {
    return "%s than %s times that of %s"
        .formatted(
            measure.limit().comparison().isUpper() ? "more" : "less",
            Numbers.words(times),
            others == Others.REST
                ? "all others of " + group.word() + " together"
                : "the " + group.word() + " that came before");
  }
}
