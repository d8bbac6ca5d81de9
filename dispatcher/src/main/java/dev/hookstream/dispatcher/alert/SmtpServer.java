package dev.hookstream.dispatcher.alert;

import dev.hookstream.dispatcher.alert.MailSettings.Tls;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Date;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/**
 * A mail server that speaks SMTP. One connection a mail: mails are few, and a connection that is
 * kept is one that can be dead. Certificates are checked, and the server's name against them.
 */
final class SmtpServer implements MailServer {
  private static final String UTF_8 = StandardCharsets.UTF_8.name();

  private final MailSettings settings;
  private final Session session;
  private final InstantSource clock;

  /**
   * Connects to nothing yet.
   *
   * @param trust makes the TLS connections; null for the JDK's own
   */
  SmtpServer(MailSettings settings, @Nullable SSLSocketFactory trust, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.session = Session.getInstance(properties(settings, trust));
  }

  private static Properties properties(MailSettings settings, @Nullable SSLSocketFactory trust) {
    Properties properties = new Properties();
    String patience = Long.toString(settings.patience().toMillis());
    properties.put("mail.smtp.host", settings.host());
    properties.put("mail.smtp.port", Integer.toString(settings.port()));
    properties.put("mail.smtp.connectiontimeout", patience);
    properties.put("mail.smtp.timeout", patience);
    properties.put("mail.smtp.writetimeout", patience);
    properties.put("mail.smtp.auth", Boolean.toString(settings.user().isPresent()));
    properties.put("mail.smtp.starttls.enable", Boolean.toString(settings.tls() == Tls.STARTTLS));
    properties.put("mail.smtp.starttls.required", Boolean.toString(settings.tls() == Tls.STARTTLS));
    properties.put("mail.smtp.ssl.enable", Boolean.toString(settings.tls() == Tls.TLS));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    properties.put("mail.smtp.ssl.protocols", "TLSv1.2 TLSv1.3");
    properties.put("mail.mime.allowutf8", "false");
    if (trust != null) {
      properties.put("mail.smtp.ssl.socketFactory", trust);
    }
    return properties;
  }

  @Override
  public Outcome send(Mail mail) {
    MimeMessage message;
    try {
      message = message(mail);
    } catch (AddressException e) {
      return new Outcome(Answer.REFUSED, "the address is none: " + e.getMessage());
    } catch (MessagingException e) {
      return new Outcome(Answer.NOT_NOW, String.valueOf(e.getMessage()));
    }
    try (Transport transport = session.getTransport("smtp")) {
      connect(transport);
      transport.sendMessage(message, message.getAllRecipients());
      return new Outcome(Answer.TAKEN, "");
    } catch (MessagingException e) {
      return new Outcome(answer(e), words(e));
    }
  }

  /** With a password at hand it would sign in, whatever the properties say. */
  private void connect(Transport transport) throws MessagingException {
    if (settings.user().isPresent()) {
      transport.connect(settings.user().get(), settings.password());
    } else {
      transport.connect();
    }
  }

  private MimeMessage message(Mail mail) throws MessagingException {
    MimeMessage message =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + mail.id() + "@hookstream>");
          }
        };
    message.setFrom(new InternetAddress(settings.from(), true));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(mail.to(), true));
    message.setSubject(mail.subject(), UTF_8);
    message.setSentDate(Date.from(clock.instant()));
    // So that no holiday answers us.
    message.setHeader("Auto-Submitted", "auto-generated");
    MimeBodyPart text = new MimeBodyPart();
    text.setText(mail.text(), UTF_8);
    MimeBodyPart html = new MimeBodyPart();
    html.setText(mail.html(), UTF_8, "html");
    // The last is the one that a reader who can show it prefers.
    message.setContent(new MimeMultipart("alternative", text, html));
    message.saveChanges();
    return message;
  }

  /** What the server said of the address or the mail; where it said nothing, it is away. */
  private static Answer answer(MessagingException failed) {
    if (failed instanceof AuthenticationFailedException) {
      return Answer.AWAY;
    }
    for (Exception cause = failed;
        cause instanceof MessagingException chained;
        cause = chained.getNextException()) {
      if (cause instanceof SMTPAddressFailedException address) {
        return SmtpReply.saysNoSuchAddress(address.getReturnCode(), address.getMessage())
            ? Answer.REFUSED
            : Answer.NOT_NOW;
      }
      if (cause instanceof SMTPSendFailedException) {
        return Answer.NOT_NOW;
      }
    }
    return Answer.AWAY;
  }

  private static String words(MessagingException failed) {
    Exception next = failed.getNextException();
    return failed.getMessage() + (next == null ? "" : ": " + next.getMessage());
  }
}
