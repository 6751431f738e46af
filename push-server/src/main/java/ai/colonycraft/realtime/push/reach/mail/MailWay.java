package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.reach.deliver.Notice;
import ai.colonycraft.realtime.push.reach.deliver.Outcome;
import ai.colonycraft.realtime.push.reach.deliver.Way;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.reach.people.Preferences;
import java.util.concurrent.CompletionStage;

/**
 * Sends notices of incidents by mail: the begin, each escalation and the end, in one thread an
 * incident.
 */
public final class MailWay implements Way {

  private final Mailer mailer;
  private final IncidentMail mails;

  MailWay(Mailer mailer, IncidentMail mails) {
    this.mailer = mailer;
    this.mails = mails;
  }

  @Override
  public String name() {
    return Preferences.MAIL;
  }

  @Override
  public boolean reaches(Person person) {
    return !person.mail().isEmpty();
  }

  /** That somebody took an incident is no mail of its own: it can't take the former ones back. */
  @Override
  public boolean takes(Notice.Kind kind) {
    return kind != Notice.Kind.HANDLED;
  }

  @Override
  public CompletionStage<Outcome> send(Notice notice, Person person) {
    return mailer.send(() -> mails.of(notice, person));
  }
}
