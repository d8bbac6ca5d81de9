package dev.hookstream.dispatcher.api;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Optional;

/** What is taken for an e-mail address: one, plain, without a name before it. */
final class EmailForm {
  private EmailForm() {}

  /** Why it is refused; empty where a mail can be sent to it. */
  static Optional<String> refusal(String text) {
    try {
      InternetAddress address = new InternetAddress(text, true);
      address.validate();
      return address.getAddress().equals(text) && text.indexOf('@') > 0
          ? Optional.empty()
          : Optional.of("must be one address and no more, such as ann@example.com");
    } catch (AddressException e) {
      return Optional.of("is not an e-mail address such as ann@example.com");
    }
  }
}
