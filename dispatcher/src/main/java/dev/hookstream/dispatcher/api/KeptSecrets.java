package dev.hookstream.dispatcher.api;

import dev.hookstream.schemas.ClientCertificate;
import dev.hookstream.schemas.Credentials;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.OAuth2Client;
import io.netty.util.AsciiString;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The secrets by which a receiver lets us in, as they were before a patch. They are for that
 * receiver alone: who moves the webhook to another origin (scheme, host, port) has to give them
 * again, or take them away. The signing secret is not among them: it is never sent.
 */
final class KeptSecrets {
  // What ends the authority is what ends it where the URL is used.
  private static final Pattern ORIGIN =
      Pattern.compile("(https?)://([^/?#]*?)(?::([0-9]*))?(?=[/?#]|\\z)", Pattern.CASE_INSENSITIVE);

  private final String url;
  private final Set<String> boxes = new HashSet<>();

  /** Of settings whose secrets are under the seal that a patch would leave them under. */
  KeptSecrets(Endpoint.Builder before) {
    url = before.getUrl();
    before.getHeaders().stream()
        .filter(Header::getSealed)
        .forEach(header -> boxes.add(header.getValue()));
    Credentials credentials = before.getCredentials();
    if (credentials != null) {
      boxes.add(secret(credentials.getOauth2()));
      boxes.add(key(credentials.getCertificate()));
    }
  }

  /** Adds a fault for each secret that would go along to another origin. */
  void check(Endpoint.Builder after, Faults faults) {
    if (sameOrigin(url, after.getUrl())) {
      return;
    }
    // Sealed twice, even the same secret makes two boxes: the same box was not given again.
    for (Header header : after.getHeaders()) {
      if (header.getSealed() && boxes.contains(header.getValue())) {
        faults.add("/headers/" + OpenApi.escape(header.getName()), why("the header"));
      }
    }
    Credentials credentials = after.getCredentials();
    if (credentials == null) {
      return;
    }
    if (credentials.getOauth2() != null && boxes.contains(secret(credentials.getOauth2()))) {
      faults.add("/oauth2/client_secret", why("oauth2"));
    }
    if (credentials.getCertificate() != null && boxes.contains(key(credentials.getCertificate()))) {
      faults.add("/tls/private_key", why("tls"));
    }
  }

  private static String why(String what) {
    return "was meant for the server of the old URL, and would be used at the new one: give it"
        + " again beside the URL, or set "
        + what
        + " to null";
  }

  private static String secret(@Nullable OAuth2Client client) {
    return client == null ? "" : client.getSealedSecret();
  }

  private static String key(@Nullable ClientCertificate certificate) {
    return certificate == null ? "" : certificate.getSealedKey();
  }

  private static boolean sameOrigin(String one, String other) {
    return AsciiString.contentEqualsIgnoreCase(origin(one), origin(other));
  }

  /** In one spelling but for case; two spellings of a host that it does not know are two hosts. */
  private static String origin(String url) {
    Matcher found = ORIGIN.matcher(url);
    if (!found.lookingAt()) {
      return url;
    }
    String scheme = found.group(1);
    @Nullable String port = found.group(3);
    boolean unsaid = port == null || port.isEmpty();
    String usual = scheme.length() == "https".length() ? "443" : "80";
    return scheme + "://" + found.group(2) + ":" + (unsaid ? usual : port);
  }
}
