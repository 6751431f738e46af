package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.push.reach.people.People;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The key that signs links which unsubscribe. */
public final class MailKey {

  private static final int LEAST_CHARACTERS = 32;

  private MailKey() {}

  /**
   * Reads the key.
   *
   * @throws InvalidConfigException if it can't be read or is too short; the message says how to
   *     make one
   */
  public static Unsubscribing read(Path file, People people) {
    String key;
    try (var lines = Files.lines(file)) {
      key = lines.findFirst().orElse("").strip();
    } catch (IOException e) {
      throw new InvalidConfigException(
          List.of("mail.key-file: expected a file that can be read, found \"" + file + '"'));
    }
    if (key.length() < LEAST_CHARACTERS) {
      throw new InvalidConfigException(
          List.of(
              "mail.key-file: expected a first line of at least %d characters in %s, as openssl rand -base64 32 makes one, found %d"
                  .formatted(LEAST_CHARACTERS, file, key.length())));
    }
    return new Unsubscribing(key.getBytes(StandardCharsets.UTF_8), people);
  }
}
