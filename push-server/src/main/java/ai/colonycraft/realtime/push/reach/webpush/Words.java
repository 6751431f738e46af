package ai.colonycraft.realtime.push.reach.webpush;

import java.util.Optional;

/**
 * The words that a notification brings along in the language of its receiver: a service worker has
 * none of the pages' texts.
 *
 * @param language {@code en} or {@code de}
 * @param acknowledge label of the button
 * @param open label of the button
 * @param acknowledged title of one that somebody took
 * @param by what stands between that title and a name
 * @param over title of one that ended
 * @param escalated title of one that nobody took in time
 * @param reminder title of one whose acknowledgement was taken back
 * @param test title of a test message
 * @param failed shown when an acknowledgement did not reach the server
 */
record Words(
    String language,
    String acknowledge,
    String open,
    String acknowledged,
    String by,
    String over,
    String escalated,
    String reminder,
    String test,
    String failed) {

  private static final Words ENGLISH =
      new Words(
          "en",
          "Acknowledge",
          "Open",
          "Acknowledged",
          "by",
          "Resolved",
          "Not acknowledged yet",
          "Acknowledgement taken back",
          "Test message",
          "Not acknowledged: the server did not answer");
  private static final Words GERMAN =
      new Words(
          "de",
          "Quittieren",
          "Öffnen",
          "Quittiert",
          "von",
          "Beendet",
          "Noch nicht quittiert",
          "Quittierung zurückgenommen",
          "Testnachricht",
          "Nicht quittiert: Der Server hat nicht geantwortet");

  static Words of(String language) {
    return language.equals(GERMAN.language) ? GERMAN : ENGLISH;
  }

  /** That somebody took an incident. */
  String taken(Optional<String> who) {
    return who.map(name -> acknowledged + " " + by + " " + name).orElse(acknowledged);
  }
}
