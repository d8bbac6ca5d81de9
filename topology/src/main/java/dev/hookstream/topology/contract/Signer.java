package dev.hookstream.topology.contract;

import static dev.hookstream.topology.contract.SignatureScheme.BODY;
import static dev.hookstream.topology.contract.SignatureScheme.ID;
import static dev.hookstream.topology.contract.SignatureScheme.SIGNATURE;
import static dev.hookstream.topology.contract.SignatureScheme.TIMESTAMP;

import dev.hookstream.schemas.Header;
import dev.hookstream.topology.contract.SignatureScheme.Encoding;
import dev.hookstream.topology.contract.SignatureScheme.HeaderTemplate;
import dev.hookstream.topology.contract.Template.Part;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs the requests to one endpoint. <b>Confined to one thread</b>: it keeps its keyed Macs, since
 * making one costs more than a signature. Make one a thread, for as long as the endpoint's revision
 * and its set of valid secrets last.
 */
public final class Signer {
  private static final Header JSON = new Header("Content-Type", "application/json", false);

  private final Header userAgent;
  private final boolean addsId;
  private final List<HeaderTemplate> headers;
  private final @Nullable SignatureScheme scheme;
  private final List<Mac> macs = new ArrayList<>();

  /**
   * @param scheme empty for a contract that does not sign
   * @param secrets newest first
   */
  Signer(Optional<SignatureScheme> scheme, List<byte[]> secrets, String userAgent) {
    this.scheme = scheme.orElse(null);
    this.userAgent = new Header("User-Agent", userAgent, false);
    this.headers =
        scheme.map(SignatureScheme::headers).orElse(List.of()).stream()
            .filter(header -> !secrets.isEmpty() || !header.needsSecret())
            .toList();
    this.addsId =
        headers.stream().noneMatch(h -> h.name().toLowerCase(Locale.ROOT).equals("webhook-id"));
    if (this.scheme != null && headers.stream().anyMatch(HeaderTemplate::needsSecret)) {
      boolean all = headers.stream().anyMatch(h -> h.value().uses(SignatureScheme.SIGNATURES));
      for (byte[] secret : all ? secrets : secrets.subList(0, 1)) {
        macs.add(mac(this.scheme.key(secret)));
      }
    }
  }

  /**
   * The request's headers: {@code Content-Type}, {@code User-Agent}, {@code webhook-id} and what
   * the contract adds. The list may be added to; its headers are shared and must not be changed.
   *
   * @param eventId goes out verbatim, in the header and in what is signed; characters that no
   *     header can carry are percent-encoded in both
   * @param nowMillis milliseconds since 1970; the signature's timestamp is its second
   * @param body the exact bytes that will be sent
   */
  public List<Header> sign(String eventId, long nowMillis, byte[] body) {
    String id = HeaderText.safe(eventId);
    String timestamp = Long.toString(Math.floorDiv(nowMillis, 1000L));
    List<Header> result = new ArrayList<>(headers.size() + 8);
    result.add(JSON);
    result.add(userAgent);
    if (addsId) {
      result.add(new Header("webhook-id", id, false));
    }
    List<String> signatures = signatures(id, timestamp, body);
    for (HeaderTemplate header : headers) {
      result.add(
          new Header(header.name(), value(header.value(), id, timestamp, signatures), false));
    }
    return result;
  }

  private List<String> signatures(String id, String timestamp, byte[] body) {
    if (scheme == null || macs.isEmpty()) {
      return List.of();
    }
    List<String> signatures = new ArrayList<>(macs.size());
    for (Mac mac : macs) {
      for (Part part : scheme.signed().parts()) {
        mac.update(bytes(part, id, timestamp, body));
      }
      byte[] hash = mac.doFinal();
      signatures.add(
          scheme.encoding() == Encoding.HEX
              ? Hex.text(hash)
              : Base64.getEncoder().encodeToString(hash));
    }
    return signatures;
  }

  private static byte[] bytes(Part part, String id, String timestamp, byte[] body) {
    if (!part.placeholder()) {
      return part.text().getBytes(StandardCharsets.UTF_8);
    }
    return switch (part.text()) {
      case BODY -> body;
      case TIMESTAMP -> timestamp.getBytes(StandardCharsets.ISO_8859_1);
      default -> id.getBytes(StandardCharsets.ISO_8859_1);
    };
  }

  private String value(Template template, String id, String timestamp, List<String> signatures) {
    if (template.parts().size() == 1) {
      return text(template.parts().get(0), id, timestamp, signatures);
    }
    StringBuilder value = new StringBuilder(128);
    for (Part part : template.parts()) {
      value.append(text(part, id, timestamp, signatures));
    }
    return value.toString();
  }

  private String text(Part part, String id, String timestamp, List<String> signatures) {
    if (!part.placeholder()) {
      return part.text();
    }
    return switch (part.text()) {
      case ID -> id;
      case TIMESTAMP -> timestamp;
      case SIGNATURE -> signatures.get(0);
      default -> joined(signatures);
    };
  }

  private String joined(List<String> signatures) {
    if (scheme == null) {
      return "";
    }
    Template each = scheme.each();
    if (signatures.size() == 1) {
      return value(each, "", "", signatures);
    }
    return signatures.stream()
        .map(signature -> value(each, "", "", List.of(signature)))
        .collect(Collectors.joining(scheme.separator().orElse(" ")));
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256, this one says not", e);
    }
  }
}
