package dev.hookstream.dispatcher.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests as kustomize puts them together. */
class KustomizeTest {
  private static final String TOPOLOGY = "hookstream_lag_topology";
  private static final String DELIVERIES = "hookstream_lag_deliveries";

  @TempDir private Path temporary;

  @BeforeAll
  static void askForKubectl() {
    assumeTrue(Rendered.isPossible(), "there is no kubectl here");
  }

  @Test
  void one_autoscaler_follows_all_lag_where_each_pod_does_everything() throws Exception {
    Rendered all = Rendered.overlay(temporary, "base", "autoscaling");
    List<JsonNode> autoscalers = all.all("HorizontalPodAutoscaler");
    assertThat(autoscalers).hasSize(1);
    JsonNode set = all.scaledBy(autoscalers.get(0));
    assertThat(set.path("kind").asText()).isEqualTo("StatefulSet");
    assertThat(Rendered.lags(autoscalers.get(0))).containsExactly(TOPOLOGY, DELIVERIES);
    assertLeavesTheNumberTo(autoscalers.get(0), set);
  }

  @Test
  void each_role_is_scaled_by_the_lag_of_what_it_takes() throws Exception {
    Rendered all = Rendered.overlay(temporary, "roles", "autoscaling-roles");
    assertThat(all.all("HorizontalPodAutoscaler")).hasSize(2);
    for (JsonNode autoscaler : all.all("HorizontalPodAutoscaler")) {
      JsonNode scaled = all.scaledBy(autoscaler);
      assertLeavesTheNumberTo(autoscaler, scaled);
      assertThat(Rendered.lags(autoscaler))
          .containsExactly(
              switch (roles(scaled)) {
                case "topology,api" -> TOPOLOGY;
                case "sender" -> DELIVERIES;
                default -> throw new AssertionError(roles(scaled) + " has nothing to scale by");
              });
    }
  }

  private static String roles(JsonNode workload) {
    for (JsonNode variable : workload.at("/spec/template/spec/containers/0/env")) {
      if (variable.path("name").asText().equals("HOOKSTREAM_ROLES")) {
        return variable.path("value").asText();
      }
    }
    return "all";
  }

  /** A number in the manifest would be set again by each apply. */
  private static void assertLeavesTheNumberTo(JsonNode autoscaler, JsonNode scaled) {
    assertThat(scaled.path("spec").has("replicas")).isFalse();
    assertThat(autoscaler.at("/spec/minReplicas").asInt()).isEqualTo(3);
  }

  @Test
  void without_an_autoscaler_there_is_a_number() throws Exception {
    Rendered all = Rendered.overlay(temporary, "roles");
    assertThat(all.one("StatefulSet", "hookstream").at("/spec/replicas").asInt()).isEqualTo(3);
    assertThat(all.one("Deployment", "hookstream-sender").at("/spec/replicas").asInt())
        .isEqualTo(3);
  }

  @Test
  void the_way_inside_is_open_to_all_our_pods() throws Exception {
    Rendered all = Rendered.overlay(temporary, "roles", "inside");
    JsonNode selector = all.one("NetworkPolicy", "hookstream-inside").at("/spec/podSelector");
    assertThat(selector).isEqualTo(all.one("NetworkPolicy", "hookstream").at("/spec/podSelector"));
    String ours = selector.at("/matchLabels/app.kubernetes.io~1name").asText();
    for (JsonNode workload : all.manifests()) {
      if (workload.at("/spec/template").isObject()) {
        assertThat(workload.at("/spec/template/metadata/labels/app.kubernetes.io~1name").asText())
            .isEqualTo(ours);
      }
    }
  }

  @Test
  void the_example_can_be_put_together() throws Exception {
    Rendered all = Rendered.of(Deploy.FOLDER.resolve("kubernetes/example"));
    assertThat(all.manifests())
        .allSatisfy(
            one -> assertThat(one.at("/metadata/namespace").asText()).isEqualTo("hookstream"));
    assertThat(all.all("HorizontalPodAutoscaler")).hasSize(1);
  }
}
