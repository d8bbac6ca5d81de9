package dev.hookstream.dispatcher.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and private keys from PEM (RFC 7468). Thread-safe. */
public final class Pem {
  /** How long a chain may be. */
  public static final int MOST_CERTIFICATES = 10;

  private static final Pattern CERTIFICATE = block("CERTIFICATE");
  private static final Pattern PRIVATE_KEY = block("PRIVATE KEY");
  private static final Pattern LABEL = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");

  private Pem() {}

  /** What is wrong with a text, in words that follow its name and hold nothing of it. */
  public static final class BadPemException extends Exception {
    private static final long serialVersionUID = 1L;

    BadPemException(String message) {
      super(message);
    }
  }

  /**
   * The certificates of a text, in their order.
   *
   * @throws BadPemException where there is none, or are too many, or one cannot be read
   */
  public static List<X509Certificate> certificates(String pem) throws BadPemException {
    List<X509Certificate> found = new ArrayList<>();
    Matcher blocks = CERTIFICATE.matcher(pem);
    while (blocks.find()) {
      if (found.size() == MOST_CERTIFICATES) {
        throw new BadPemException("has more than " + MOST_CERTIFICATES + " certificates");
      }
      found.add(certificate(decoded(blocks.group(1))));
    }
    if (found.isEmpty()) {
      throw new BadPemException("has no -----BEGIN CERTIFICATE-----");
    }
    return found;
  }

  private static X509Certificate certificate(byte[] bytes) throws BadPemException {
    try {
      Certificate read =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(bytes));
      if (read instanceof X509Certificate certificate) {
        return certificate;
      }
    } catch (CertificateException e) {
      // Told below; the cause has nothing for its owner.
    }
    throw new BadPemException("has a certificate that cannot be read");
  }

  /** Certificates as a text that holds nothing else: what came beside them may be a key. */
  public static String text(List<X509Certificate> certificates) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      try {
        text.append("-----BEGIN CERTIFICATE-----\n")
            .append(lines.encodeToString(certificate.getEncoded()))
            .append("\n-----END CERTIFICATE-----\n");
      } catch (CertificateException e) {
        throw new IllegalStateException("a certificate that was read cannot be written", e);
      }
    }
    return text.toString();
  }

  /**
   * The private key of a text.
   *
   * @param algorithm of the public key that it belongs to, such as RSA or EC
   * @throws BadPemException where it is no such key in PKCS#8, or is encrypted
   */
  public static PrivateKey privateKey(String pem, String algorithm) throws BadPemException {
    Matcher block = PRIVATE_KEY.matcher(pem);
    if (!block.find()) {
      Matcher label = LABEL.matcher(pem);
      throw new BadPemException(
          "must be PKCS#8, not encrypted, and begin with -----BEGIN PRIVATE KEY-----"
              + (label.find() ? ", not " + label.group(1) : "")
              + ": `openssl pkcs8 -topk8 -nocrypt` makes it so");
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(decoded(block.group(1))));
    } catch (GeneralSecurityException e) {
      // Without the cause: it can quote the key.
      throw new BadPemException("is no " + algorithm + " key, which the certificate is for");
    }
  }

  private static byte[] decoded(String base64) throws BadPemException {
    try {
      return Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new BadPemException("is not base64 between its first and its last line");
    }
  }

  private static Pattern block(String label) {
    return Pattern.compile(
        "-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]*+)-----END " + label + "-----");
  }
}
