package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.rules.lint.Linter;
import java.time.Duration;
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
}
