package dev.hookstream.topology.contract;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.hookstream.topology.contract.Template.Part;
import java.security.SecureRandom;
import java.util.Set;
import java.util.UUID;

/**
 * The form of the event ids that a contract's products make: {@code evt_{ulid}}. For any thread.
 */
record EventIdForm(Template template) {
  private static final Set<String> KNOWN =
      Set.of("ulid", "uuid", "epoch_ms", "alnum7", "alnum12", "alnum24");
  private static final String ALNUM = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * @throws IllegalArgumentException in words, where ids of this form would not differ or could not
   *     stand in a header
   */
  static EventIdForm parse(String text) {
    Template template = Template.parse(text, KNOWN);
    if (template.parts().stream().noneMatch(part -> part.placeholder() && random(part))) {
      throw new IllegalArgumentException(
          "`" + text + "` has nothing random in it; use {ulid}, {uuid} or {alnum7}");
    }
    if (!HeaderText.safe(text).equals(text)) {
      throw new IllegalArgumentException("`" + text + "` has a space or a letter beyond ASCII");
    }
    return new EventIdForm(template);
  }

  private static boolean random(Part part) {
    return !part.text().equals("epoch_ms");
  }

  String newId(long nowMillis) {
    StringBuilder id = new StringBuilder(40);
    for (Part part : template.parts()) {
      id.append(part.placeholder() ? value(part.text(), nowMillis) : part.text());
    }
    return id.toString();
  }

  private static String value(String placeholder, long nowMillis) {
    return switch (placeholder) {
      case "ulid" -> UlidCreator.getUlid(nowMillis).toString();
      case "uuid" -> UUID.randomUUID().toString();
      case "epoch_ms" -> Long.toString(nowMillis);
      default -> alnum(Integer.parseInt(placeholder.substring("alnum".length())));
    };
  }

  private static String alnum(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ALNUM.charAt(RANDOM.nextInt(ALNUM.length())));
    }
    return text.toString();
  }
}
