package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the escalation policies and schedules lie.
 *
 * @param policy a YAML file; empty if nobody is escalated to
 */
public record OnCallConfig(Optional<Path> policy) {

  private static final Setting<Optional<Path>> POLICY =
      OptionalSettings.file("oncall.policy", "YAML file of escalation policies and schedules");

  static final List<Setting<?>> SETTINGS = List.of(POLICY);

  static OnCallConfig read(Settings settings) {
    return new OnCallConfig(settings.get(POLICY));
  }
}
