package dev.hookstream.dispatcher.demo;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.List;

/**
 * A certificate for https://127.0.0.1, since two of the contracts take nothing but https. Made by
 * the JDK's keytool, trusted by this process alone.
 */
final class Certificate {
  private static final String PASSWORD = "hookstream";

  private final Path store;

  private Certificate(Path store) {
    this.store = store;
  }

  /** Makes one, which takes a second. */
  static Certificate create(Path folder) {
    Path store = folder.resolve("receiver.p12");
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(store);
      Process keytool =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                      "-genkeypair",
                      "-keyalg",
                      "EC",
                      "-dname",
                      "CN=hookstream demo",
                      "-ext",
                      "san=ip:127.0.0.1,dns:localhost",
                      "-alias",
                      "receiver",
                      "-storetype",
                      "PKCS12",
                      "-keystore",
                      store.toString(),
                      "-storepass",
                      PASSWORD))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("the JDK's keytool made no certificate");
      }
      return new Certificate(store);
    } catch (IOException e) {
      throw new IllegalStateException("the JDK's keytool cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  HttpServerOptions server() {
    return new HttpServerOptions()
        .setSsl(true)
        .setKeyCertOptions(new PfxOptions().setPath(store.toString()).setPassword(PASSWORD));
  }

  /** Trusts it in this JVM, beside all that the JDK trusts. Call it before the sender starts. */
  void trust() {
    Path cacerts = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
    Path trusted = store.resolveSibling("trusted.p12");
    try {
      KeyStore all = KeyStore.getInstance("PKCS12");
      all.load(null, null);
      if (Files.isReadable(cacerts)) {
        KeyStore jdks = KeyStore.getInstance(cacerts.toFile(), (char[]) null);
        for (String alias : Collections.list(jdks.aliases())) {
          all.setCertificateEntry(alias, jdks.getCertificate(alias));
        }
      }
      KeyStore ours = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      all.setCertificateEntry("hookstream-demo", ours.getCertificate("receiver"));
      try (OutputStream out = Files.newOutputStream(trusted)) {
        all.store(out, PASSWORD.toCharArray());
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the demo's certificate cannot be trusted", e);
    }
    System.setProperty("javax.net.ssl.trustStore", trusted.toString());
    System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
    System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
  }
}
