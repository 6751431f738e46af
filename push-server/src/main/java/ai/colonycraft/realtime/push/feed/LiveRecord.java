package ai.colonycraft.realtime.push.feed;

/** What the feed reads: records of the live topics, checked, and what it knows of the topics. */
public sealed interface LiveRecord
    permits Update,
        Removal,
        ActivityLine,
        Notice,
        Acknowledgement,
        Retraction,
        IncidentActions,
        Silence,
        ActionsWithdrawal,
        StreamEvent {

  /** The sequence of a record in a topic of several partitions, which have no common order. */
  long NO_SEQUENCE = Long.MIN_VALUE;
}
