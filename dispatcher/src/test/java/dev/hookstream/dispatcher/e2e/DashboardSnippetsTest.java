package dev.hookstream.dispatcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookstream.dispatcher.testing.Program;
import dev.hookstream.schemas.Header;
import dev.hookstream.topology.contract.Contracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The code that the dashboard shows, run on signatures of our own. */
@ExtendWith(DashboardWorld.Extension.class)
class DashboardSnippetsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NOW = 1_778_487_262L;
  private static final String BODY = "{\"n\":0.0382,\"s\":\"é\"}";
  private static final Map<String, String> SECRETS =
      Map.of("standard", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

  /** One request, and whether it must be taken. */
  private record Case(
      String secret, Map<String, String> headers, String body, long now, boolean good) {}

  @ParameterizedTest
  @CsvSource({
    "standard,Node.js",
    "aresgen,Node.js",
    "hrizn,Node.js",
    "arka,Node.js",
    "ainative,Node.js",
    "aethenox,Node.js",
    "standard,Python",
    "hrizn,Python",
    "standard,Go",
    "hrizn,Go",
    "aresgen,Java",
    "standard,PHP",
    "hrizn,PHP",
  })
  void verifies(String contract, String language, DashboardWorld world, @TempDir Path folder)
      throws Exception {
    String snippet;
    try (Visit visit = world.desktop()) {
      visit.page.navigate(world.base() + "/dashboard");
      snippet =
          visit
              .page
              .evaluate(
                  "async ([key, contract, language]) => {"
                      + " const {snippet} = await import('/dashboard/assets/js/snippets.js');"
                      + " const answer = await fetch('/v1/contracts', {headers: {'X-API-Key': key}});"
                      + " const all = (await answer.json()).data;"
                      + " return snippet(language, all.find(one => one.name === contract).signature)}",
                  List.of(RunningInstance.OPERATOR_KEY, contract, language))
              .toString();
    }
    List<Case> cases = cases(contract, snippet.contains("300") || snippet.contains("Minute"));
    Files.writeString(
        folder.resolve("cases.json"),
        JSON.writeValueAsString(
            cases.stream()
                .map(
                    one ->
                        Map.of(
                            "secret", one.secret,
                            "headers", one.headers,
                            "body", Base64.getEncoder().encodeToString(one.body.getBytes(UTF_8)),
                            "now", one.now))
                .toList()));
    assertThat(SnippetDrivers.run(language, snippet, folder))
        .as(snippet)
        .isEqualTo(cases.stream().map(Case::good).toList());
  }

  private static List<Case> cases(String contract, boolean timed) {
    String secret = SECRETS.getOrDefault(contract, "a-secret-of-the-test-0123456789abcdef");
    Map<String, String> headers = new TreeMap<>();
    for (Header header :
        Contracts.builtIn()
            .find(contract)
            .orElseThrow()
            .signer(List.of(secret.getBytes(UTF_8)))
            .sign("msg_1", NOW * 1000, BODY.getBytes(UTF_8))) {
      headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    String other = secret.startsWith("whsec_") ? "whsec_" + "A".repeat(32) : secret + "x";
    List<Case> cases = new ArrayList<>();
    cases.add(new Case(secret, headers, BODY, NOW, true));
    cases.add(new Case(secret, headers, BODY + " ", NOW, false));
    cases.add(new Case(other, headers, BODY, NOW, false));
    cases.add(new Case(secret, Map.of(), BODY, NOW, false));
    if (timed) {
      cases.add(new Case(secret, headers, BODY, NOW + 299, true));
      cases.add(new Case(secret, headers, BODY, NOW + 301, false));
    }
    return cases;
  }

  /** Programs around a snippet, that say true or false of each case. */
  private static final class SnippetDrivers {
    static List<Boolean> run(String language, String snippet, Path folder)
        throws IOException, InterruptedException {
      boolean timed = snippet.contains("now");
      return switch (language) {
        case "Node.js" -> {
          Files.writeString(folder.resolve("verify.js"), snippet);
          Files.writeString(
              folder.resolve("drive.js"),
              """
              const { verify } = require('./verify.js');
              for (const c of require('./cases.json')) {
                console.log(verify(c.secret, c.headers, Buffer.from(c.body, 'base64'), c.now));
              }
              """);
          yield Program.judge(folder, "node", "drive.js");
        }
        case "Python" -> {
          Files.writeString(folder.resolve("verify.py"), snippet);
          Files.writeString(
              folder.resolve("drive.py"),
              """
              import base64, json
              from verify import verify
              for c in json.load(open("cases.json")):
                  print(verify(c["secret"], c["headers"], base64.b64decode(c["body"]), c["now"]))
              """);
          yield Program.judge(folder, "python3", "drive.py");
        }
        case "PHP" -> {
          Files.writeString(
              folder.resolve("verify.php"), snippet.replace("time()", "$GLOBALS['now']"));
          Files.writeString(
              folder.resolve("drive.php"),
              """
              <?php
              require 'verify.php';
              foreach (json_decode(file_get_contents('cases.json'), true) as $c) {
                  $now = $c['now'];
                  echo verify($c['secret'], $c['headers'], base64_decode($c['body'])) ? "true\\n" : "false\\n";
              }
              """);
          yield Program.judge(folder, "php", "drive.php");
        }
        case "Go" -> {
          Files.writeString(
              folder.resolve("verify.go"), snippet.replace("package webhook", "package main"));
          Files.writeString(
              folder.resolve("drive.go"),
              """
              package main

              import (
              	"encoding/base64"
              	"encoding/json"
              	"fmt"
              	"net/http"
              	"os"
              	"time"
              )

              func main() {
              	var cases []struct {
              		Secret  string
              		Headers map[string]string
              		Body    string
              		Now     int64
              	}
              	text, _ := os.ReadFile("cases.json")
              	if err := json.Unmarshal(text, &cases); err != nil {
              		panic(err)
              	}
              	for _, c := range cases {
              		headers := http.Header{}
              		for name, value := range c.Headers {
              			headers.Set(name, value)
              		}
              		body, _ := base64.StdEncoding.DecodeString(c.Body)
              		now := time.Unix(c.Now, 0)
              		_ = now
              		fmt.Println(Verify(c.Secret, headers, body%s))
              	}
              }
              """
                  .formatted(timed ? ", now" : ""));
          yield Program.judge(folder, "go", "run", "verify.go", "drive.go");
        }
        default -> {
          Files.writeString(folder.resolve("VerifyWebhook.java"), snippet);
          Files.writeString(
              folder.resolve("Drive.java"),
              """
              import com.fasterxml.jackson.databind.*;
              import java.util.*;

              class Drive {
                public static void main(String[] args) throws Exception {
                  for (JsonNode c : new ObjectMapper().readTree(new java.io.File("cases.json"))) {
                    Map<String, String> headers = new HashMap<>();
                    c.path("headers").properties().forEach(e -> headers.put(e.getKey(), e.getValue().asText()));
                    System.out.println(VerifyWebhook.verify(c.path("secret").asText(), headers,
                        Base64.getDecoder().decode(c.path("body").asText())%s));
                  }
                }
              }
              """
                  .formatted(
                      timed ? ", java.time.Instant.ofEpochSecond(c.path(\"now\").asLong())" : ""));
          String home = System.getProperty("java.home") + "/bin/";
          String path = System.getProperty("java.class.path");
          Program.judge(folder, home + "javac", "-cp", path, "VerifyWebhook.java", "Drive.java");
          yield Program.judge(folder, home + "java", "-cp", path + ":.", "Drive");
        }
      };
    }
  }
}
