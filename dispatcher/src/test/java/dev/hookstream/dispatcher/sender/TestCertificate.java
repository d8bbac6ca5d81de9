package dev.hookstream.dispatcher.sender;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A certificate that vouches for itself, made by the JDK's keytool. */
public record TestCertificate(Path store, Path pem) {
  /** Of the store and of the key in it. */
  public static final String PASSWORD = "changeit";

  static TestCertificate create(Path folder, String name) {
    return create(folder, name, "dns:" + name);
  }

  /** One for a name, and for what stands in {@code alternative} as keytool writes it. */
  public static TestCertificate create(Path folder, String name, String alternative) {
    TestCertificate made =
        new TestCertificate(folder.resolve(name + ".p12"), folder.resolve(name + ".pem"));
    made.keytool(
        List.of(
            "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=" + alternative));
    made.keytool(List.of("-exportcert", "-rfc", "-file", made.pem.toString()));
    return made;
  }

  PfxOptions options() {
    return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
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
