package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.config.MailConfig;
import ai.colonycraft.realtime.push.reach.deliver.Outcome;
import jakarta.activation.DataHandler;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/**
 * Sends mails to one SMTP server (RFC 5321), each in a connection of its own. Any thread may call
 * it; it waits for the server.
 */
final class Smtp {

  /** For connecting, and for each answer of the server. */
  private static final String TIMEOUT_MILLIS = "4000";

  private static final Duration RETRY = Duration.ofMinutes(1);

  /** Answers of 500 and above are for good (RFC 5321, 4.2.1). */
  private static final int PERMANENT = 500;

  private final MailConfig config;
  private final Session session;
  private final Clock clock;

  Smtp(MailConfig config, Clock clock) {
    this.config = config;
    this.session = Session.getInstance(properties(config));
    this.clock = clock;
  }

  private static Properties properties(MailConfig config) {
    String security = config.security().name();
    Properties smtp = new Properties();
    smtp.setProperty("mail.transport.protocol", "smtp");
    smtp.setProperty("mail.smtp.host", config.host().orElseThrow());
    smtp.setProperty("mail.smtp.port", Integer.toString(config.port()));
    smtp.setProperty("mail.smtp.auth", Boolean.toString(config.user().isPresent()));
    smtp.setProperty("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
    smtp.setProperty("mail.smtp.timeout", TIMEOUT_MILLIS);
    smtp.setProperty("mail.smtp.writetimeout", TIMEOUT_MILLIS);
    smtp.setProperty("mail.smtp.starttls.enable", Boolean.toString(security.equals("STARTTLS")));
    // Otherwise an attacker on the way could take TLS out of the server's answer.
    smtp.setProperty("mail.smtp.starttls.required", Boolean.toString(security.equals("STARTTLS")));
    smtp.setProperty("mail.smtp.ssl.enable", Boolean.toString(security.equals("TLS")));
    smtp.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    // What the server refuses at the end of the data is not hidden by a failure to say goodbye.
    smtp.setProperty("mail.smtp.quitwait", "false");
    return smtp;
  }

  /** Sends a mail and waits for the server's answer. */
  Outcome send(Mail mail) {
    try {
      MimeMessage message = message(mail);
      try (Transport transport = session.getTransport()) {
        transport.connect(config.user().orElse(null), password());
        transport.sendMessage(message, message.getRecipients(Message.RecipientType.TO));
      }
      return Outcome.accepted();
    } catch (AddressException e) {
      return Outcome.refused("the address " + Mail.line(mail.to()) + " is none: " + e.getMessage());
    } catch (AuthenticationFailedException e) {
      return Outcome.later(RETRY, "mail.smtp.user: the server refuses it: " + words(e));
    } catch (MessagingException e) {
      int code = code(e);
      return code >= PERMANENT ? Outcome.refused(words(e)) : Outcome.later(RETRY, words(e));
    } catch (IOException e) {
      return Outcome.later(RETRY, "mail.smtp.password-file: it can't be read: " + e.getMessage());
    }
  }

  /** The mail as it goes to the server. */
  MimeMessage message(Mail mail) throws MessagingException {
    MimeMessage message = new Identified(session, mail.id());
    InternetAddress from = new InternetAddress(config.from(), true);
    message.setFrom(from);
    message.setRecipients(
        Message.RecipientType.TO, new Address[] {new InternetAddress(mail.to(), true)});
    message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
    message.setSentDate(Date.from(clock.instant()));
    // No answer of absence is wanted (RFC 3834).
    message.setHeader("Auto-Submitted", "auto-generated");
    if (!mail.references().isEmpty()) {
      String thread =
          mail.references().stream().map(id -> "<" + id + ">").collect(Collectors.joining(" "));
      message.setHeader("In-Reply-To", "<" + mail.references().get(0) + ">");
      message.setHeader("References", thread);
    }
    for (Map.Entry<String, String> header : mail.headers().entrySet()) {
      message.setHeader(header.getKey(), Mail.line(header.getValue()));
    }
    MimeBodyPart text = new MimeBodyPart();
    text.setText(mail.text(), StandardCharsets.UTF_8.name());
    MimeMultipart alternative = new MimeMultipart("alternative");
    alternative.addBodyPart(text);
    alternative.addBodyPart(html(mail));
    message.setContent(alternative);
    message.saveChanges();
    return message;
  }

  private static MimeBodyPart html(Mail mail) throws MessagingException {
    MimeBodyPart html = new MimeBodyPart();
    html.setText(mail.html(), StandardCharsets.UTF_8.name(), "html");
    if (mail.images().isEmpty()) {
      return html;
    }
    MimeMultipart related = new MimeMultipart("related");
    related.addBodyPart(html);
    for (Map.Entry<String, byte[]> image : mail.images().entrySet()) {
      MimeBodyPart part = new MimeBodyPart();
      part.setDataHandler(new DataHandler(new ByteArrayDataSource(image.getValue(), "image/png")));
      part.setContentID("<" + image.getKey() + ">");
      part.setDisposition(MimeBodyPart.INLINE);
      part.setFileName(image.getKey() + ".png");
      related.addBodyPart(part);
    }
    MimeBodyPart both = new MimeBodyPart();
    both.setContent(related);
    return both;
  }

  private String password() throws IOException {
    if (config.user().isEmpty()) {
      return null;
    }
    Path file = config.passwordFile().orElseThrow();
    try (var lines = Files.lines(file)) {
      return lines.findFirst().orElse("");
    }
  }

  /** The code of the server's answer; 0 if there was none. */
  private static int code(MessagingException e) {
    for (Exception cause = e; cause != null; cause = next(cause)) {
      if (cause instanceof SMTPAddressFailedException refused) {
        return refused.getReturnCode();
      }
      if (cause instanceof SMTPSendFailedException failed
          && !(next(cause) instanceof SendFailedException)) {
        return failed.getReturnCode();
      }
    }
    return 0;
  }

  private static Exception next(Exception e) {
    return e instanceof MessagingException failed ? failed.getNextException() : null;
  }

  private static String words(MessagingException e) {
    Exception cause = e;
    while (next(cause) != null) {
      cause = next(cause);
    }
    return Mail.line(String.valueOf(cause.getMessage()));
  }

  /** A message whose id is not made up at each attempt. */
  private static final class Identified extends MimeMessage {

    private final String id;

    Identified(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + ">");
    }
  }
}
