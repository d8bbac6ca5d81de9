package dev.hookstream.dispatcher.alert;

import dev.hookstream.topology.alert.Told;
import java.time.Duration;
import java.util.Optional;

/**
 * How mail is sent.
 *
 * @param user to sign in with; empty: without
 * @param password not shown by {@link #toString}
 * @param from the sender's address, with a name or without
 * @param link the address of this installation in a browser, without a slash at its end; empty: no
 *     links
 * @param defaults for workspaces that say nothing
 * @param patience for each step of the exchange with the server
 */
public record MailSettings(
    String host,
    int port,
    Tls tls,
    Optional<String> user,
    String password,
    String from,
    Optional<String> link,
    Told.Defaults defaults,
    Duration patience) {
  /** How the connection to the mail server is encrypted. */
  public enum Tls {
    /** In clear until the server agrees to TLS, without which nothing is sent. */
    STARTTLS,
    /** From the first byte. */
    TLS,
    /** Not at all. */
    NONE
  }

  @Override
  public String toString() {
    return "MailSettings[" + host + ":" + port + ", " + tls + "]";
  }
}
