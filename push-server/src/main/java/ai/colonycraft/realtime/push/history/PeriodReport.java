package ai.colonycraft.realtime.push.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The figures of a local day or week, as DailyReportJob computed them.
 *
 * @param kind {@code day} or {@code week}
 * @param zone id of the time zone
 * @param day the day, or the first one of the week
 * @param start its begin, included
 * @param until its end, excluded
 * @param figures see the jobs' {@code reports.md}
 */
public record PeriodReport(
    String kind, String zone, LocalDate day, Instant start, Instant until, JsonNode figures) {}
