package dev.hookstream.dispatcher.config;

import dev.hookstream.dispatcher.alert.MailSettings;
import dev.hookstream.topology.alert.Told;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads how alerts are mailed. */
final class MailReader {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Values values;

  MailReader(Values values) {
    this.values = values;
  }

  /** Empty where no server is named: then there is no mail. */
  Optional<MailSettings> mail() {
    Optional<String> host = values.optional("alerts.smtp.host");
    if (host.isEmpty()) {
      return Optional.empty();
    }
    String tlsKey = "alerts.smtp.tls";
    MailSettings.Tls tls = values.choice(tlsKey, values.text(tlsKey), MailSettings.Tls.class);
    String from = values.required("alerts.from");
    if (!from.isEmpty()) {
      address("alerts.from", from);
    }
    Optional<String> operator = values.optional("alerts.operator_email");
    operator.ifPresent(email -> address("alerts.operator_email", email));
    Optional<String> link = values.optional("alerts.link");
    if (link.filter(url -> !url.matches("https?://[^\\s\"<>]+")).isPresent()) {
      values.wrong("alerts.link", "an address such as https://hooks.example.com is expected");
    }
    Optional<String> user = values.optional("alerts.smtp.user");
    String password = values.optional("alerts.smtp.password").orElseGet(this::passwordFromFile);
    if (user.isPresent() == password.isEmpty()) {
      values.wrong("alerts.smtp.user", "a user and a password are expected together, or neither");
    }
    int minutes = values.number("alerts.digest_minutes", 0, Told.MOST_MINUTES);
    return Optional.of(
        new MailSettings(
            host.get(),
            values.number("alerts.smtp.port", 1, 65_535),
            tls == null ? MailSettings.Tls.STARTTLS : tls,
            user,
            password,
            from,
            link.map(url -> url.replaceAll("/+$", "")),
            new Told.Defaults(operator, Duration.ofMinutes(minutes)),
            PATIENCE));
  }

  private void address(String key, String text) {
    try {
      new InternetAddress(text, true).validate();
    } catch (AddressException e) {
      values.wrong(key, "an e-mail address is expected");
    }
  }

  private String passwordFromFile() {
    Optional<String> file = values.optional("alerts.smtp.password_file");
    if (file.isEmpty()) {
      return "";
    }
    try {
      return Files.readString(Path.of(file.get())).strip();
    } catch (IOException e) {
      values.wrong("alerts.smtp.password_file", file.get() + " cannot be read");
      return "";
    }
  }
}
