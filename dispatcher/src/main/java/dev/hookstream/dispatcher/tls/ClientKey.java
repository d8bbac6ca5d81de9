package dev.hookstream.dispatcher.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A client certificate that was read together with its key.
 *
 * @param chain the certificate, then those that vouch for it, as PEM and nothing else
 * @param authorities those to trust, likewise; null for the installation's
 * @param subject whom it names
 * @param expiresAt when the first of its chain ends, in milliseconds since 1970
 */
public record ClientKey(
    String chain, @Nullable String authorities, String subject, long expiresAt) {
  private static final int LEAST_RSA_BITS = 2048;

  /** The time of a signature grows with about the cube of it. */
  private static final int MOST_RSA_BITS = 4096;

  private static final byte[] PROBE = {1, 2, 3};

  /**
   * Reads and checks.
   *
   * @param chain the certificate first, then those that vouch for it
   * @param authorities those to trust; null for the installation's
   * @param now milliseconds since 1970
   * @param fault told of the field ({@code certificate}, {@code private_key}, {@code ca}) and of
   *     what is wrong with it
   * @return empty where something is wrong
   */
  public static Optional<ClientKey> read(
      String chain,
      String key,
      @Nullable String authorities,
      long now,
      BiConsumer<String, String> fault) {
    @Nullable String trusted = null;
    if (authorities != null) {
      try {
        trusted = Pem.text(Pem.certificates(authorities));
      } catch (Pem.BadPemException e) {
        fault.accept("ca", String.valueOf(e.getMessage()));
      }
    }
    List<X509Certificate> certificates;
    try {
      certificates = Pem.certificates(chain);
    } catch (Pem.BadPemException e) {
      fault.accept("certificate", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    long ends = Long.MAX_VALUE;
    for (X509Certificate certificate : certificates) {
      ends = Math.min(ends, certificate.getNotAfter().toInstant().toEpochMilli());
      if (certificate.getNotBefore().toInstant().toEpochMilli() > now) {
        fault.accept(
            "certificate", "is not valid before " + certificate.getNotBefore().toInstant());
        return Optional.empty();
      }
    }
    if (ends <= now) {
      fault.accept("certificate", "ended at " + Instant.ofEpochMilli(ends));
      return Optional.empty();
    }
    PublicKey of = certificates.get(0).getPublicKey();
    if (!isAllowed(of)) {
      fault.accept(
          "certificate",
          "must have an EC key, an EdDSA key, or an RSA key of %d to %d bits"
              .formatted(LEAST_RSA_BITS, MOST_RSA_BITS));
      return Optional.empty();
    }
    try {
      if (!matches(Pem.privateKey(key, of.getAlgorithm()), of)) {
        fault.accept("private_key", "is not the key of the certificate");
        return Optional.empty();
      }
    } catch (Pem.BadPemException e) {
      fault.accept("private_key", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    String subject = certificates.get(0).getSubjectX500Principal().getName();
    return Optional.of(new ClientKey(Pem.text(certificates), trusted, subject, ends));
  }

  /** Each handshake signs with it, on threads that all endpoints share. */
  private static boolean isAllowed(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "EC", "EdDSA" -> true;
      case "RSA" -> key instanceof RSAKey rsa && isRsaSize(rsa.getModulus().bitLength());
      default -> false;
    };
  }

  private static boolean isRsaSize(int bits) {
    return bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS;
  }

  /** Whether what the one signs the other verifies; sizes first, since a large key takes long. */
  private static boolean matches(PrivateKey key, PublicKey of) {
    if (key instanceof RSAKey mine
        && of instanceof RSAKey theirs
        && !mine.getModulus().equals(theirs.getModulus())) {
      return false;
    }
    String algorithm =
        switch (of.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> of.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(of);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException | RuntimeException e) {
      return false; // not a key that the JDK can sign with: it fits no certificate
    }
  }
}
