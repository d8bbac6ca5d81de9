package dev.hookstream.dispatcher.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.Program;
import dev.hookstream.schemas.Header;
import dev.hookstream.topology.contract.Contracts;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/receive.md tells receivers to do, done to signatures of our own. */
class ReceiverPageTest {
  private static final Path DOCS = Path.of("../docs").toAbsolutePath().normalize();
  private static final Path SNIPPETS = DOCS.resolve("receive");
  private static final Path DRIVERS = Path.of("src/test/receive").toAbsolutePath();

  private static final long NOW = 1_778_487_262L;
  private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String NEW = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final String BODY = "{\"type\":\"a.b\",\"data\":{\"n\":0.0382,\"s\":\"\u00e9\"}}";

  /** One request, and whether a receiver that holds the secret must take it. */
  private record Case(
      boolean good, String secret, String id, String timestamp, String signatures, String body) {
    String line() {
      return Stream.of(secret, id, timestamp, signatures, body, Long.toString(NOW))
          .map(field -> "=" + Base64.getEncoder().encodeToString(field.getBytes(UTF_8)))
          .collect(Collectors.joining(" "));
    }
  }

  private static String signed(String header, long at, String... secrets) {
    List<byte[]> keys = Arrays.stream(secrets).map(secret -> secret.getBytes(UTF_8)).toList();
    return Contracts.builtIn()
        .find("standard")
        .orElseThrow()
        .signer(keys)
        .sign("msg_1", at * 1000, BODY.getBytes(UTF_8))
        .stream()
        .filter(found -> found.getName().equalsIgnoreCase(header))
        .map(Header::getValue)
        .findFirst()
        .orElseThrow();
  }

  private static Case made(boolean good, String secret, long at, String... secrets) {
    return new Case(
        good,
        secret,
        "msg_1",
        signed("webhook-timestamp", at, secrets),
        signed("webhook-signature", at, secrets),
        BODY);
  }

  private static List<Case> cases() {
    String now = Long.toString(NOW);
    String right = signed("webhook-signature", NOW, OLD);
    return List.of(
        made(true, OLD, NOW, OLD),
        made(true, OLD, NOW - 299, OLD),
        made(true, OLD, NOW + 299, OLD),
        made(true, OLD, NOW, NEW, OLD),
        made(true, NEW, NOW, NEW, OLD),
        made(false, NEW, NOW, OLD),
        made(false, OLD, NOW - 301, OLD),
        made(false, OLD, NOW + 301, OLD),
        made(false, OLD, 1_000_000_000, OLD),
        new Case(false, OLD, "msg_1", now, right, BODY.replace("0.0382", "0.0383")),
        new Case(false, OLD, "msg_1", now, right, BODY + " "),
        new Case(false, OLD, "msg_1", now, right, ""),
        new Case(false, OLD, "msg_2", now, right, BODY),
        new Case(false, OLD, "msg_1", Long.toString(NOW + 1), right, BODY),
        new Case(false, OLD, "msg_1", "", right, BODY),
        new Case(false, OLD, "msg_1", "soon", right, BODY),
        new Case(false, OLD, "msg_1", now, "", BODY),
        new Case(false, OLD, "msg_1", now, "v1,", BODY),
        new Case(false, OLD, "msg_1", now, "v1", BODY),
        new Case(false, OLD, "msg_1", now, right.replace("v1,", "v2,"), BODY),
        new Case(false, OLD, "msg_1", now, right.substring(0, right.length() - 2), BODY),
        new Case(false, OLD, "msg_1", now, right + "x", BODY));
  }

  private static List<Boolean> expected() {
    return cases().stream().map(Case::good).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"VerifyWebhook.java", "verify.js", "verify.py", "verify.go"})
  void thePageQuotesTheFile(String file) throws IOException {
    assertThat(Files.readString(DOCS.resolve("receive.md")))
        .as("docs/receive.md has to quote docs/receive/" + file)
        .contains("\n" + Files.readString(SNIPPETS.resolve(file)) + "```");
  }

  @Test
  void java(@TempDir Path classes) throws IOException, ReflectiveOperationException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    int failed =
        compiler.run(
            null,
            null,
            null,
            "-d",
            classes.toString(),
            SNIPPETS.resolve("VerifyWebhook.java").toString());
    assertThat(failed).isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      Method verify =
          Arrays.stream(loader.loadClass("VerifyWebhook").getMethods())
              .filter(method -> method.getName().equals("verify"))
              .findFirst()
              .orElseThrow();
      for (Case each : cases()) {
        Object said =
            verify.invoke(
                null,
                each.secret,
                each.id,
                each.timestamp,
                each.signatures,
                each.body.getBytes(UTF_8),
                Instant.ofEpochSecond(NOW));
        assertThat(said).as(each.toString()).isEqualTo(each.good);
      }
    }
  }

  @Test
  void node(@TempDir Path folder) throws IOException, InterruptedException {
    assertThat(run(folder, "node", DRIVERS.resolve("drive.js").toString(), SNIPPETS.toString()))
        .isEqualTo(expected());
  }

  @Test
  void python(@TempDir Path folder) throws IOException, InterruptedException {
    assertThat(run(folder, "python3", DRIVERS.resolve("drive.py").toString(), SNIPPETS.toString()))
        .isEqualTo(expected());
  }

  @Test
  void go(@TempDir Path folder) throws IOException, InterruptedException {
    Files.copy(SNIPPETS.resolve("verify.go"), folder.resolve("verify.go"));
    Files.copy(DRIVERS.resolve("drive.go"), folder.resolve("drive.go"));
    assertThat(run(folder, "go", "run", "verify.go", "drive.go")).isEqualTo(expected());
  }

  /** What the program says of each case; aborts the test where there is no such program. */
  private static List<Boolean> run(Path folder, String... command)
      throws IOException, InterruptedException {
    Files.write(folder.resolve("input"), cases().stream().map(Case::line).toList());
    return Program.judge(folder, command);
  }
}
