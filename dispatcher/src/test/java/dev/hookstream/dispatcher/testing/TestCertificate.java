package dev.hookstream.dispatcher.testing;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate that vouches for itself, made by the JDK's keytool. */
public record TestCertificate(Path store, Path pem) {
  /** Of the store and of the key in it. */
  public static final String PASSWORD = "changeit";

  public static TestCertificate create(Path folder, String name) {
    return create(folder, name, "dns:" + name);
  }

  public static TestCertificate create(Path folder, String name, String alternative) {
    return create(folder, name, List.of("-ext", "san=" + alternative));
  }

  /**
   * One that is valid at another time.
   *
   * @param start as keytool has it, such as -2d
   */
  public static TestCertificate create(Path folder, String name, String start, int days) {
    return create(folder, name, List.of("-startdate", start, "-validity", Integer.toString(days)));
  }

  /**
   * One with a key of another kind than EC.
   *
   * @param size in bits; 0 where the kind has but one
   */
  public static TestCertificate create(
      Path folder, String name, String start, String algorithm, int size) {
    List<String> more = new ArrayList<>(List.of("-startdate", start, "-keyalg", algorithm));
    if (size > 0) {
      more.addAll(List.of("-keysize", Integer.toString(size)));
    }
    return create(folder, name, more);
  }

  private static TestCertificate create(Path folder, String name, List<String> more) {
    TestCertificate made =
        new TestCertificate(folder.resolve(name + ".p12"), folder.resolve(name + ".pem"));
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-genkeypair", "-dname", "CN=" + name));
    if (!more.contains("-keyalg")) {
      arguments.addAll(List.of("-keyalg", "EC"));
    }
    arguments.addAll(more);
    made.keytool(arguments);
    made.keytool(List.of("-exportcert", "-rfc", "-file", made.pem.toString()));
    return made;
  }

  public PfxOptions options() {
    return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
  }

  /** The certificate as PEM. */
  public String chain() {
    try {
      return Files.readString(pem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its private key as PEM, PKCS#8. */
  public String key() {
    try {
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      byte[] encoded = keys.getKey("key", PASSWORD.toCharArray()).getEncoded();
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder().encodeToString(encoded)
          + "\n-----END PRIVATE KEY-----\n";
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keytool(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(List.of("-alias", "key", "-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD));
    try {
      int code =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (code != 0) {
        throw new IllegalStateException("keytool ended with " + code);
      }
    } catch (IOException e) {
      throw new IllegalStateException("keytool cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
