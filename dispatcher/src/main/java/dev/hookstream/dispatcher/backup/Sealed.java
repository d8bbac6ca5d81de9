package dev.hookstream.dispatcher.backup;

import dev.hookstream.schemas.Credentials;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Header;
import dev.hookstream.schemas.SealedSecret;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Finds what is sealed in an endpoint's settings. */
final class Sealed {
  private Sealed() {}

  /** Signing secrets, secret headers, a client's secret, a certificate's key. */
  static List<byte[]> in(Endpoint endpoint) {
    List<byte[]> found = new ArrayList<>();
    for (SealedSecret secret : endpoint.getSecrets()) {
      ByteBuffer sealed = secret.getSealed().duplicate();
      byte[] bytes = new byte[sealed.remaining()];
      sealed.get(bytes);
      found.add(bytes);
    }
    for (Header header : endpoint.getHeaders()) {
      if (header.getSealed()) {
        found.add(Base64.getDecoder().decode(header.getValue()));
      }
    }
    Credentials credentials = endpoint.getCredentials();
    if (credentials != null && credentials.getOauth2() != null) {
      found.add(Base64.getDecoder().decode(credentials.getOauth2().getSealedSecret()));
    }
    if (credentials != null && credentials.getCertificate() != null) {
      found.add(Base64.getDecoder().decode(credentials.getCertificate().getSealedKey()));
    }
    return found;
  }
}
