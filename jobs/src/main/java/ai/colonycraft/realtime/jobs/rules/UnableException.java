package ai.colonycraft.realtime.jobs.rules;

/** What was asked for can't be done, whatever the rules are like; the message is for people. */
final class UnableException extends RuntimeException {

  UnableException(String message) {
    super(message);
  }
}
