package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How browsers are reached through their push services.
 *
 * @param keyFile PEM file of the key pair; made if it does not exist. Empty turns Web Push off
 * @param subject {@code mailto:} or {@code https:} address of whoever runs the server, for the push
 *     services
 * @param services hosts of push services; hosts below them count too
 * @param testOnlyLocalServices whether http services on loopback addresses are allowed as well
 */
public record WebPushConfig(
    Optional<Path> keyFile,
    Optional<String> subject,
    List<String> services,
    boolean testOnlyLocalServices) {

  private static final Pattern HOST =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+");

  private static final Setting<Optional<Path>> KEY_FILE =
      OptionalSettings.file(
          "webpush.key-file",
          "PEM file of the key pair of Web Push, made if it does not exist; none turns it off");
  private static final Setting<Optional<String>> SUBJECT =
      OptionalSettings.word(
          "webpush.subject", "mailto: or https: address for push services to complain to");
  private static final Setting<List<String>> SERVICES =
      new Setting<>(
          "webpush.services",
          "host names in lower case, separated by commas",
          "fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,push.apple.com",
          "hosts of push services; hosts below them count too",
          WebPushConfig::hosts);
  private static final Setting<Boolean> TEST_ONLY_LOCAL_SERVICES =
      Setting.flag(
          "webpush.test-only-local-services",
          false,
          "for tests: also take http services on loopback addresses");

  static final List<Setting<?>> SETTINGS =
      List.of(KEY_FILE, SUBJECT, SERVICES, TEST_ONLY_LOCAL_SERVICES);

  /** Copies the hosts. */
  public WebPushConfig {
    services = List.copyOf(services);
  }

  static WebPushConfig read(Settings settings) {
    return new WebPushConfig(
        settings.get(KEY_FILE),
        settings.get(SUBJECT),
        settings.get(SERVICES),
        settings.get(TEST_ONLY_LOCAL_SERVICES));
  }

  /** What is wrong with it where the server listens on loopback alone or not. */
  List<String> problems(boolean isLoopback) {
    Stream<String> subjectProblem =
        keyFile.isPresent() && subject.filter(WebPushConfig::isAddress).isEmpty()
            ? Stream.of(
                "webpush.subject: expected mailto: or https: and an address that is yours, since"
                    + " webpush.key-file is set and push services ask for one")
            : Stream.empty();
    Stream<String> localProblem =
        testOnlyLocalServices && !isLoopback
            ? Stream.of(
                "webpush.test-only-local-services: expected false, since http.host is no loopback"
                    + " address; anybody could have the server send requests into its own machine")
            : Stream.empty();
    return Stream.concat(subjectProblem, localProblem).toList();
  }

  private static boolean isAddress(String subject) {
    return subject.startsWith("mailto:") && subject.contains("@") || subject.startsWith("https://");
  }

  private static List<String> hosts(String text) {
    List<String> hosts = Arrays.stream(text.split(",")).map(String::strip).toList();
    if (!hosts.stream().allMatch(host -> HOST.matcher(host).matches())) {
      throw new IllegalArgumentException();
    }
    return hosts;
  }
}
