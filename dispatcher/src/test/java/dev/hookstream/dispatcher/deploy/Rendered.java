package dev.hookstream.dispatcher.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What {@code kubectl apply -k} would apply, of bases and components put together. */
final class Rendered {
  private final List<JsonNode> manifests;

  private Rendered(List<JsonNode> manifests) {
    this.manifests = manifests;
  }

  /** Whether this machine has kubectl, which brings kustomize. */
  static boolean isPossible() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(place -> Files.isExecutable(Path.of(place, "kubectl")));
  }

  /** An overlay of a base and components, each by the name of its folder. */
  static Rendered overlay(Path temporary, String base, String... components) throws Exception {
    // By real paths: kustomize takes no absolute ones, and goes up through links otherwise.
    Path folder = temporary.toRealPath();
    Path away = folder.relativize(Deploy.FOLDER.resolve("kubernetes").toRealPath());
    StringBuilder text = new StringBuilder("resources:\n- " + away.resolve(base) + "\n");
    if (components.length > 0) {
      text.append("components:\n");
      for (String component : components) {
        text.append("- ").append(away.resolve(component)).append('\n');
      }
    }
    Files.writeString(folder.resolve("kustomization.yaml"), text);
    return of(folder);
  }

  /** A folder with a kustomization. */
  static Rendered of(Path folder) throws Exception {
    Process process = new ProcessBuilder("kubectl", "kustomize", folder.toString()).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    String complained = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(complained).isZero();
    assertThat(complained).isEmpty();
    return new Rendered(Deploy.documents(said));
  }

  List<JsonNode> manifests() {
    return manifests;
  }

  /** All of a kind, in the order of their names. */
  List<JsonNode> all(String kind) {
    return manifests.stream().filter(one -> one.path("kind").asText().equals(kind)).toList();
  }

  JsonNode one(String kind, String name) {
    return all(kind).stream()
        .filter(one -> one.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no " + kind + " " + name));
  }

  /** Whose number of pods an autoscaler sets. */
  JsonNode scaledBy(JsonNode autoscaler) {
    JsonNode target = autoscaler.at("/spec/scaleTargetRef");
    return one(target.path("kind").asText(), target.path("name").asText());
  }

  /** The metrics from outside that an autoscaler follows. */
  static List<String> lags(JsonNode autoscaler) {
    List<String> lags = new ArrayList<>();
    for (JsonNode metric : autoscaler.at("/spec/metrics")) {
      if (metric.path("type").asText().equals("External")) {
        lags.add(metric.at("/external/metric/name").asText());
      }
    }
    return lags;
  }
}
