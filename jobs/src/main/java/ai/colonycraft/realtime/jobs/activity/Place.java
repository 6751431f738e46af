package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.Bytes;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Where a user is: the labels of {@code active_users}. An empty text means that it was never said.
 *
 * @param countryCode ISO 3166 alpha-2
 * @param region of the platform, as {@code eu-west-1}
 * @param platform as {@code web}
 */
public record Place(String countryCode, String region, String platform) {

  private static final String UNKNOWN = "unknown";

  public Place {
    countryCode = orEmpty(countryCode);
    region = orEmpty(region);
    platform = orEmpty(platform);
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  /** This place, with what it does not say taken from where the user was before. */
  Place orElse(Place before) {
    if (before == null
        || !(countryCode.isEmpty() || region.isEmpty() || platform.isEmpty())
        || equals(before)) {
      return this;
    }
    Place filled =
        new Place(
            countryCode.isEmpty() ? before.countryCode : countryCode,
            region.isEmpty() ? before.region : region,
            platform.isEmpty() ? before.platform : platform);
    return filled.equals(before) ? before : filled;
  }

  /** The values of the labels country_code, region, platform. */
  List<String> labels() {
    return List.of(label(countryCode), label(region), label(platform));
  }

  /** A label's value: what was said, or {@code unknown}. */
  static String label(String text) {
    return text == null || text.isEmpty() ? UNKNOWN : text;
  }

  void write(DataOutputView out) throws IOException {
    Bytes.writeText(countryCode, out);
    Bytes.writeText(region, out);
    Bytes.writeText(platform, out);
  }

  static Place read(DataInputView in) throws IOException {
    return new Place(Bytes.readText(in), Bytes.readText(in), Bytes.readText(in));
  }

  // Written out, since those that the compiler makes for records are slow to call for each event.
  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Place that
            && countryCode.equals(that.countryCode)
            && region.equals(that.region)
            && platform.equals(that.platform);
  }

  @Override
  public int hashCode() {
    return (31 * countryCode.hashCode() + region.hashCode()) * 31 + platform.hashCode();
  }
}
