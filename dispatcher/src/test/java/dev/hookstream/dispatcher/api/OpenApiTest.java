package dev.hookstream.dispatcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpenApiTest {
  private final OpenApi description = OpenApi.load();

  @Test
  void everyRouteIsDescribedAndEveryDescriptionIsARoute() {
    TreeSet<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : description.document().path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        described.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
      }
    }
    TreeSet<String> routed = new TreeSet<>();
    try (ApiFixture api = new ApiFixture()) {
      api.server.routes().forEach(route -> routed.add(route.method() + " " + route.path()));
    }
    assertThat(routed).isEqualTo(described);
  }

  @Test
  void whatIsOpenToEveryoneIsDescribedSo() {
    try (ApiFixture api = new ApiFixture()) {
      for (Route route : api.server.routes()) {
        JsonNode operation =
            description
                .document()
                .at(
                    "/paths/"
                        + OpenApi.escape(route.path())
                        + "/"
                        + route.method().toLowerCase(Locale.ROOT));
        boolean open = operation.has("security") && operation.path("security").isEmpty();
        assertThat(open).as(route.path()).isEqualTo(route.scope() == Scope.NONE);
      }
    }
  }

  @Test
  void everyExampleFollowsItsSchema() {
    int[] examples = {0};
    examples(description.document(), "", examples);
    assertThat(examples[0]).isGreaterThan(10);
  }

  private void examples(JsonNode node, String pointer, int[] count) {
    if (node.has("example") && node.has("schema")) {
      JsonSchema schema = description.schema(pointer + "/schema");
      assertThat(schema.validate(node.path("example"))).as(pointer).isEmpty();
      count[0]++;
    }
    for (Map.Entry<String, JsonNode> child : node.properties()) {
      if (child.getValue().isContainerNode()) {
        examples(child.getValue(), pointer + "/" + OpenApi.escape(child.getKey()), count);
      }
    }
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    for (JsonNode reference : description.document().findValues("$ref")) {
      assertThat(description.document().at(reference.asText().substring(1)).isMissingNode())
          .as(reference.asText())
          .isFalse();
    }
  }
}
