package dev.hookstream.dispatcher.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.hookstream.dispatcher.config.Config;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class KubernetesTest {
  private static final Path FOLDER = Deploy.FOLDER.resolve("kubernetes");

  /** The process ends by itself after so long, whatever hangs (StopSignal). */
  private static final int STOP_SECONDS = 90;

  private static List<JsonNode> manifests() throws IOException {
    List<JsonNode> manifests = new ArrayList<>();
    for (Path file : Deploy.yaml(FOLDER)) {
      if (!file.endsWith("kustomization.yaml") && !file.toString().endsWith("-values.yaml")) {
        manifests.addAll(Deploy.documents(file));
      }
    }
    return manifests;
  }

  private static JsonNode manifest(String kind, String name) throws IOException {
    return manifests().stream()
        .filter(one -> one.path("kind").asText().equals(kind))
        .filter(one -> one.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String title(JsonNode manifest) {
    return manifest.path("kind").asText() + " " + manifest.at("/metadata/name").asText();
  }

  /** Those that make pods. */
  private static List<JsonNode> workloads() throws IOException {
    return manifests().stream().filter(one -> one.at("/spec/template").isObject()).toList();
  }

  @TestFactory
  Stream<DynamicTest> each_manifest_is_what_kubernetes_takes() throws IOException {
    return manifests().stream()
        .filter(one -> !one.path("apiVersion").asText().startsWith("monitoring.coreos.com/"))
        .map(one -> DynamicTest.dynamicTest(title(one), () -> check(one)));
  }

  /** Unknown and missing fields by the API's description, types by the model made of it. */
  private static void check(JsonNode manifest) throws ReflectiveOperationException {
    String apiVersion = manifest.path("apiVersion").asText();
    String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
    Class<?> model =
        Class.forName(
            V1StatefulSet.class.getPackageName()
                + "."
                + version.replace('v', 'V')
                + manifest.path("kind").asText());
    JsonElement json = JsonParser.parseString(manifest.toString());
    try {
      model.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
    } catch (InvocationTargetException e) {
      throw new AssertionError(title(manifest) + ": " + e.getCause().getMessage(), e);
    }
    assertThat(new Gson().fromJson(json, model)).isNotNull();
  }

  @Test
  void the_check_would_see_a_word_that_is_wrong() throws IOException {
    String wrong =
        manifest("StatefulSet", "hookstream").toString().replace("readOnlyRoot", "readRoot");
    assertThatThrownBy(() -> V1StatefulSet.validateJsonElement(JsonParser.parseString(wrong)))
        .hasMessageContaining("readRootFilesystem");
  }

  @Test
  void each_kustomization_names_files_that_are_there_and_all_of_them() throws IOException {
    for (Path file : Deploy.yaml(FOLDER)) {
      if (file.endsWith("kustomization.yaml")) {
        Path folder = file.getParent();
        JsonNode kustomization = Deploy.document(file);
        List<String> named = Deploy.list(kustomization.path("resources"));
        named.forEach(one -> assertThat(folder.resolve(one)).exists());
        Deploy.list(kustomization.path("components"))
            .forEach(one -> assertThat(folder.resolve(one).resolve("kustomization.yaml")).exists());
        try (Stream<Path> beside = Files.list(folder)) {
          assertThat(beside.map(one -> one.getFileName().toString()))
              .filteredOn(name -> !name.matches("kustomization.yaml|.*-values.yaml|.*example.yaml"))
              .allMatch(named::contains);
        }
      }
    }
  }

  @Test
  void the_settings_of_each_workload_can_be_read(@TempDir Path temporary) throws IOException {
    Map<String, String> shared = Deploy.texts(manifest("ConfigMap", "hookstream").path("data"));
    for (JsonNode workload : workloads()) {
      Map<String, String> variables = new HashMap<>(shared);
      JsonNode container = workload.at("/spec/template/spec/containers/0");
      for (JsonNode variable : container.path("env")) {
        if (variable.path("name").asText().startsWith("HOOKSTREAM_")) {
          variables.put(variable.path("name").asText(), variable.path("value").asText());
        }
      }
      Config config = Deploy.settings(variables, temporary);
      assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(config.http().port());
      config
          .http()
          .advertised()
          .ifPresent(place -> assertThat(place).endsWith(":" + config.http().port()));
      // Kubernetes would set HOOKSTREAM_PORT and the like for a service of this name.
      assertThat(workload.at("/spec/template/spec/enableServiceLinks").asBoolean(true)).isFalse();
      assertThat(container.path("args")).hasSize(1);
      Deploy.parse(Deploy.list(container.path("args")));
    }
  }

  @Test
  void each_instance_is_reached_by_its_own_name() throws IOException {
    JsonNode set = manifest("StatefulSet", "hookstream");
    String service = set.at("/spec/serviceName").asText();
    JsonNode peers = manifest("Service", service);
    assertThat(peers.at("/spec/clusterIP").asText()).isEqualTo("None");
    assertThat(peers.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
    assertThat(set.at("/spec/template/spec/containers/0/env").toString())
        .contains("$(POD_NAME)." + service + ".$(POD_NAMESPACE).svc:8080");
  }

  @Test
  void liveness_asks_whether_it_is_alive_and_readiness_whether_it_is_ready() throws IOException {
    for (JsonNode workload : workloads()) {
      JsonNode container = workload.at("/spec/template/spec/containers/0");
      assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/healthz");
      assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/healthz");
      assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
    }
  }

  @Test
  void each_pod_has_the_time_to_drain() throws IOException {
    for (JsonNode workload : workloads()) {
      JsonNode pod = workload.at("/spec/template/spec");
      int pause = pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asInt();
      assertThat(pod.path("terminationGracePeriodSeconds").asInt())
          .isGreaterThan(pause + STOP_SECONDS);
    }
  }

  @Test
  void each_pod_is_allowed_where_the_restricted_profile_is_enforced() throws IOException {
    for (JsonNode workload : workloads()) {
      JsonNode pod = workload.at("/spec/template/spec");
      JsonNode container = pod.at("/containers/0/securityContext");
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.at("/securityContext/seccompProfile/type").asText())
          .isEqualTo("RuntimeDefault");
      assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(Deploy.list(container.at("/capabilities/drop"))).containsExactly("ALL");
      assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
      assertThat(pod.at("/containers/0/resources/limits").has("memory")).isTrue();
    }
  }

  @Test
  void services_and_disruption_budgets_select_pods_that_there_are() throws IOException {
    List<Map<String, String>> labels = new ArrayList<>();
    for (JsonNode workload : workloads()) {
      Map<String, String> pods = Deploy.texts(workload.at("/spec/template/metadata/labels"));
      assertThat(pods)
          .containsAllEntriesOf(Deploy.texts(workload.at("/spec/selector/matchLabels")));
      labels.add(pods);
    }
    for (JsonNode manifest : manifests()) {
      JsonNode selector =
          switch (manifest.path("kind").asText()) {
            case "Service" -> manifest.at("/spec/selector");
            case "PodDisruptionBudget" -> manifest.at("/spec/selector/matchLabels");
            default -> null;
          };
      if (selector != null) {
        assertThat(labels)
            .as(title(manifest))
            .anyMatch(pod -> pod.entrySet().containsAll(Deploy.texts(selector).entrySet()));
      }
    }
  }

  @Test
  void each_autoscaler_follows_metrics_that_there_are() throws IOException {
    Map<String, JsonNode> rules = new HashMap<>();
    Deploy.document(FOLDER.resolve("autoscaling/prometheus-adapter-values.yaml"))
        .at("/rules/external")
        .forEach(rule -> rules.put(rule.at("/name/as").asText(), rule));
    Set<String> followed = new HashSet<>();
    for (JsonNode manifest : manifests()) {
      if (manifest.path("kind").asText().equals("HorizontalPodAutoscaler")) {
        followed.addAll(Rendered.lags(manifest));
      }
    }
    assertThat(rules).containsOnlyKeys(followed);
    String page = Files.readString(Deploy.ROOT.resolve("docs/operate/metrics.md"));
    assertThat(rules.values())
        .allSatisfy(
            rule -> assertThat(page).contains("`" + rule.path("seriesQuery").asText() + "`"));
  }

  @Test
  void what_leads_inside_opens_the_ports_that_mail_and_spans_take_unless_told_otherwise()
      throws IOException {
    List<Integer> ports = new ArrayList<>();
    manifest("NetworkPolicy", "hookstream-inside")
        .findValues("ports")
        .forEach(some -> some.forEach(one -> ports.add(one.path("port").asInt())));
    assertThat(ports).contains(587, 465, 4318);
  }
}
