package ai.colonycraft.realtime.push.history;

import java.util.List;

/** Tables of the same columns, one a level. */
enum Family {
  ACTIVITY("activity", List.of(Level.FIVE_MINUTES, Level.HOUR, Level.DAY)),
  ACTIVE_USERS("active_users", List.of(Level.FIVE_MINUTES, Level.HOUR, Level.DAY)),
  TOP("top", List.of(Level.FIVE_MINUTES, Level.HOUR, Level.DAY)),
  SESSIONS("sessions", List.of(Level.FIVE_MINUTES, Level.HOUR, Level.DAY)),
  TOTALS("totals", List.of(Level.FIVE_MINUTES, Level.HOUR, Level.DAY)),
  SERVICES("services", List.of(Level.MINUTE, Level.FIVE_MINUTES, Level.HOUR, Level.DAY));

  private final String tables;
  private final List<Level> levels;

  Family(String tables, List<Level> levels) {
    this.tables = tables;
    this.levels = levels;
  }

  /** From the finest on. */
  List<Level> levels() {
    return levels;
  }

  Level finest() {
    return levels.get(0);
  }

  String table(Level level) {
    return tables + "_" + level.name();
  }
}
