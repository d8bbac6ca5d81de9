package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookstream.schemas.Header;
import dev.hookstream.topology.secret.Keyring;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Merges a body's {@code headers} into a webhook's, sealing the secret ones. */
final class HeaderForm {
  static final int MAX_HEADERS = 30;

  private final Keyring keyring;

  HeaderForm(Keyring keyring) {
    this.keyring = keyring;
  }

  /**
   * The headers as they shall be.
   *
   * @param given an object of names, or null, which clears all
   * @param context what sealed values are bound to: the endpoint's id
   */
  List<Header> merge(
      List<Header> old, JsonNode given, HeaderRules rules, String context, Faults faults) {
    if (given.isNull()) {
      return List.of();
    }
    Map<String, Header> headers = new LinkedHashMap<>();
    old.forEach(header -> headers.put(lower(header.getName()), header));
    Set<String> seen = new TreeSet<>();
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      String name = entry.getKey();
      String pointer = "/headers/" + OpenApi.escape(name);
      if (!seen.add(lower(name))) {
        faults.add(pointer, "is there twice: names of headers do not heed case");
      } else if (entry.getValue().isNull()) {
        headers.remove(lower(name));
      } else {
        faults.addIf(pointer, rules.name(name));
        Header was = headers.get(lower(name));
        Header header = header(name, entry.getValue(), was, pointer, context, faults);
        if (header != null) {
          headers.put(lower(name), header);
        }
      }
    }
    if (headers.size() > MAX_HEADERS) {
      faults.add("/headers", "are more than " + MAX_HEADERS);
    }
    return new ArrayList<>(headers.values());
  }

  private @Nullable Header header(
      String name,
      JsonNode given,
      @Nullable Header was,
      String pointer,
      String context,
      Faults faults) {
    boolean secret = given.path("secret").asBoolean() || HeaderRules.alwaysSecret(name);
    if (given.has("basic")) {
      if (given.size() > 1 || !lower(name).equals("authorization")) {
        faults.add(pointer + "/basic", "stands alone, and in Authorization only");
      }
      return new Header(name, seal(basic(given.path("basic")), context), true);
    }
    JsonNode value = given.isTextual() ? given : given.path("value");
    if (!value.isTextual()) {
      if (secret && was != null && was.getSealed()) {
        return new Header(name, was.getValue(), true);
      }
      faults.add(pointer + "/value", "is missing");
      return null;
    }
    String text = value.asText();
    faults.addIf(given.isTextual() ? pointer : pointer + "/value", HeaderRules.value(text));
    return secret ? new Header(name, seal(text, context), true) : new Header(name, text, false);
  }

  /** The same headers, the secret ones under the key that seals today. */
  List<Header> resealed(List<Header> headers, String context) {
    return headers.stream()
        .map(
            header -> {
              if (!header.getSealed()) {
                return header;
              }
              byte[] box = Base64.getDecoder().decode(header.getValue());
              String anew = Base64.getEncoder().encodeToString(keyring.sealAnew(box, context));
              return new Header(header.getName(), anew, true);
            })
        .toList();
  }

  private String seal(String value, String context) {
    return Base64.getEncoder()
        .encodeToString(keyring.seal(value.getBytes(StandardCharsets.UTF_8), context));
  }

  /** RFC 7617, in UTF-8. */
  private static String basic(JsonNode given) {
    String both = given.path("username").asText() + ":" + given.path("password").asText();
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
