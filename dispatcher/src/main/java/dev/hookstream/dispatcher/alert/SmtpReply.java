package dev.hookstream.dispatcher.alert;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a mail server's refusal of an address means: RFC 5321, 4.2.3, and RFC 3463. */
final class SmtpReply {
  /** "550 5.1.1 no such user": an enhanced status code comes right after the code. */
  private static final Pattern ENHANCED =
      Pattern.compile("(?:^|\\D)5\\d\\d[ -]5\\.(\\d{1,3})\\.(\\d{1,3})(?!\\d)");

  private SmtpReply() {}

  /**
   * Whether the address is none, or none any more. A 5xx for another reason is one that somebody
   * can mend: a policy, a list that we are on by mistake, our own address.
   *
   * @param code of the reply
   * @param text the whole reply
   */
  static boolean saysNoSuchAddress(int code, @Nullable String text) {
    Matcher enhanced = ENHANCED.matcher(text == null ? "" : text);
    if (enhanced.find()) {
      int subject = Integer.parseInt(enhanced.group(1));
      int detail = Integer.parseInt(enhanced.group(2));
      // 5.1.7 and 5.1.8 are about the sender's address, which is ours.
      return code >= 500 && subject == 1 && detail != 7 && detail != 8;
    }
    return code == 550 || code == 551 || code == 553;
  }
}
