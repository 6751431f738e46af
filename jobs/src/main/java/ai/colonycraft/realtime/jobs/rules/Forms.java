package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.rules.lint.Linter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values of options, in the forms that the settings of all programs have. */
final class Forms {

  private Forms() {}

  private static <T> T read(Setting<T> form, String text) {
    try {
      return form.reader().read(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("expected %s, found \"%s\"".formatted(form.form(), text));
    }
  }

  /** A duration with its unit. */
  static final class OfDuration implements ITypeConverter<Duration> {

    private static final Setting<Duration> FORM =
        Setting.duration("timeout", Duration.ofMillis(100), "15 s", "a duration");

    @Override
    public Duration convert(String text) {
      return read(FORM, text);
    }
  }

  /** Events a second. */
  static final class OfRate implements ITypeConverter<Double> {

    private static final Setting<Double> FORM = Setting.positive("rate", Linter.RATE, "a rate");

    @Override
    public Double convert(String text) {
      return read(FORM, text);
    }
  }

  /** A time: of a clock, or how long ago. */
  static final class OfTime implements ITypeConverter<Instant> {

    private static final Setting<Duration> FORM =
        Setting.duration("time", Duration.ofMillis(1), "1 h", "a duration");

    @Override
    public Instant convert(String text) {
      try {
        return Instant.parse(text.strip());
      } catch (DateTimeParseException e) {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(ago(text));
      }
    }

    private static Duration ago(String text) {
      try {
        return FORM.reader().read(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "expected a time, such as 2026-01-01T12:00:00Z, or how long ago, such as 6 h, found"
                + " \"%s\"".formatted(text));
      }
    }
  }
}
