package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Makes settings whose value may be {@code none}. */
final class OptionalSettings {

  static final String NONE = "none";

  private OptionalSettings() {}

  /** The path of a file. */
  static Setting<Optional<Path>> file(String name, String help) {
    return new Setting<>(
        name, "the path of a file, or none", NONE, help, text -> optional(text).map(Path::of));
  }

  /** Any text that is not blank. */
  static Setting<Optional<String>> word(String name, String help) {
    return new Setting<>(
        name, "text that is not blank, or none", NONE, help, OptionalSettings::optional);
  }

  /** A duration with its unit of at least {@code least}. */
  static Setting<Optional<Duration>> duration(String name, Duration least, String help) {
    Setting<Duration> one = Setting.duration(name, least, least.toMillis() + " ms", help);
    return new Setting<>(
        name, one.form() + ", or none", NONE, help, text -> optional(text).map(one.reader()::read));
  }

  private static Optional<String> optional(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException();
    }
    return text.equals(NONE) ? Optional.empty() : Optional.of(text);
  }
}
