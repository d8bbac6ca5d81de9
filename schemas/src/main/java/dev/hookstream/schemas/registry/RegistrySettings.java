package dev.hookstream.schemas.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a schema registry under the names that Confluent gave them. What Confluent has
 * and we have not is refused in words rather than ignored.
 *
 * @param urls the registry's addresses, without user info, tried in turn
 * @param authorizations a value of the Authorization header for each URL; null where none is sent
 * @param ssl trust and key stores of its own; null for the JDK's
 */
public record RegistrySettings(
    List<URI> urls,
    List<@Nullable String> authorizations,
    boolean autoRegister,
    boolean useLatest,
    String subjectStrategy,
    Duration connectTimeout,
    Duration readTimeout,
    @Nullable SSLContext ssl) {
  public static final String URL = "schema.registry.url";
  public static final String SUBJECT_STRATEGY = "value.subject.name.strategy";

  private static final String BASIC_SOURCE = "basic.auth.credentials.source";
  private static final String BASIC_USER = "basic.auth.user.info";
  private static final String BEARER_SOURCE = "bearer.auth.credentials.source";
  private static final String BEARER_TOKEN = "bearer.auth.token";
  private static final String SSL_PREFIX = "schema.registry.ssl.";

  /** Whether a registry is set at all. */
  public static boolean isSet(Map<String, ?> settings) {
    return settings.get(URL) != null && !text(settings, URL, "").isBlank();
  }

  /**
   * Reads them.
   *
   * @throws ConfigException naming the setting and what is wrong with it, never a credential
   */
  public static RegistrySettings from(Map<String, ?> settings) {
    List<URI> urls = new ArrayList<>();
    List<@Nullable String> authorizations = new ArrayList<>();
    for (String url : text(settings, URL, "").split(",", -1)) {
      URI uri = uri(url.trim());
      authorizations.add(authorization(settings, uri));
      urls.add(withoutUserInfo(uri));
    }
    String strategy = text(settings, SUBJECT_STRATEGY, "TopicNameStrategy");
    SubjectNames.named(strategy);
    return new RegistrySettings(
        List.copyOf(urls),
        authorizations,
        Boolean.parseBoolean(text(settings, "auto.register.schemas", "true")),
        Boolean.parseBoolean(text(settings, "use.latest.version", "false")),
        strategy,
        millis(settings, "http.connect.timeout.ms", 10_000),
        millis(settings, "http.read.timeout.ms", 10_000),
        ssl(settings));
  }

  private static URI uri(String url) {
    try {
      URI uri = URI.create(url);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Answered below, without the text: it may hold a password.
    }
    throw new ConfigException(
        URL + " must be http or https addresses with a host, separated by commas");
  }

  private static URI withoutUserInfo(URI uri) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return URI.create(uri.getScheme() + "://" + uri.getHost() + port + path);
  }

  private static @Nullable String authorization(Map<String, ?> settings, URI uri) {
    String bearer = text(settings, BEARER_SOURCE, "");
    if (!bearer.isEmpty()) {
      if (!bearer.equals("STATIC_TOKEN")) {
        throw new ConfigException(
            BEARER_SOURCE + " may be STATIC_TOKEN with our serde; for others, name Confluent's");
      }
      return "Bearer " + required(settings, BEARER_TOKEN, BEARER_SOURCE);
    }
    String source = text(settings, BASIC_SOURCE, "URL");
    return switch (source) {
      case "URL" -> uri.getUserInfo() == null ? null : basic(uri.getUserInfo());
      case "USER_INFO" -> basic(userInfo(settings));
      default ->
          throw new ConfigException(
              BASIC_SOURCE
                  + " may be URL or USER_INFO with our serde; for others, name Confluent's");
    };
  }

  private static String userInfo(Map<String, ?> settings) {
    // The longer name is the older one, and Confluent's serde still takes it.
    String older = text(settings, "schema.registry." + BASIC_USER, "");
    return older.isEmpty() ? required(settings, BASIC_USER, BASIC_SOURCE) : older;
  }

  private static String basic(String userInfo) {
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable SSLContext ssl(Map<String, ?> settings) {
    Map<String, Object> own = new HashMap<>();
    for (Map.Entry<String, ?> entry : settings.entrySet()) {
      if (entry.getKey().startsWith(SSL_PREFIX) && entry.getValue() != null) {
        own.put(entry.getKey().substring("schema.registry.".length()), entry.getValue());
      }
    }
    return own.isEmpty() ? null : RegistrySsl.context(own);
  }

  private static String required(Map<String, ?> settings, String name, String because) {
    String value = text(settings, name, "");
    if (value.isEmpty()) {
      throw new ConfigException(because + " asks for " + name + ", which is not set");
    }
    return value;
  }

  private static Duration millis(Map<String, ?> settings, String name, int otherwise) {
    String value = text(settings, name, Integer.toString(otherwise));
    try {
      return Duration.ofMillis(Math.max(1, Integer.parseInt(value)));
    } catch (NumberFormatException e) {
      throw new ConfigException(name + " must be a number of milliseconds, and is " + value);
    }
  }

  private static String text(Map<String, ?> settings, String name, String otherwise) {
    Object value = settings.get(name);
    if (value instanceof List<?> list) {
      return String.join(",", list.stream().map(String::valueOf).toList());
    }
    return value == null ? otherwise : value.toString().trim();
  }

  /** Without the credentials. */
  @Override
  public String toString() {
    return "RegistrySettings" + urls;
  }
}
