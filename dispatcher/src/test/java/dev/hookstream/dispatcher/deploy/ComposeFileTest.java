package dev.hookstream.dispatcher.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.hookstream.dispatcher.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeFileTest {
  private static final String OURS = "hookstream:";
  private static JsonNode compose;

  @BeforeAll
  static void read() throws IOException {
    compose = Deploy.document(Deploy.ROOT.resolve("docker-compose.yml"));
  }

  private static Map<String, JsonNode> services() {
    Map<String, JsonNode> services = new LinkedHashMap<>();
    compose.path("services").properties().forEach(s -> services.put(s.getKey(), s.getValue()));
    return services;
  }

  private static JsonNode service(String name) {
    return compose.path("services").path(name);
  }

  @Test
  void it_is_valid_by_the_compose_specification() throws IOException {
    try (InputStream in = ComposeFileTest.class.getResourceAsStream("/deploy/compose-spec.json")) {
      ObjectNode specification =
          (ObjectNode) new ObjectMapper().readTree(Objects.requireNonNull(in));
      // A relative one, which the validator does not take for one.
      specification.remove("$id");
      JsonSchema schema =
          JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(specification);
      assertThat(schema.validate(compose)).isEmpty();
      ObjectNode wrong = compose.deepCopy();
      wrong.withObject("/services/kafka").put("helthcheck", 1);
      assertThat(schema.validate(wrong)).isNotEmpty();
    }
  }

  @Test
  void every_image_has_a_version() {
    assertThat(services().values())
        .extracting(service -> service.path("image").asText())
        .allMatch(image -> image.matches("[a-z/-]+:v?[0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?"));
  }

  @Test
  void what_is_mounted_or_built_from_is_in_the_repository() {
    List<String> volumes = new ArrayList<>();
    compose.path("volumes").fieldNames().forEachRemaining(volumes::add);
    services()
        .forEach(
            (name, service) -> {
              for (String mount : Deploy.list(service.path("volumes"))) {
                String source = mount.split(":", -1)[0];
                if (source.startsWith("./")) {
                  assertThat(Deploy.ROOT.resolve(source)).as(name).exists();
                } else {
                  assertThat(volumes).as(name).contains(source);
                }
              }
              JsonNode build = service.path("build");
              if (!build.isMissingNode()) {
                Path context = Deploy.ROOT.resolve(build.path("context").asText());
                assertThat(context.resolve(build.path("dockerfile").asText())).exists();
              }
            });
  }

  @Test
  void services_wait_for_services_that_can_come_to_it() {
    services()
        .values()
        .forEach(
            service ->
                service
                    .path("depends_on")
                    .properties()
                    .forEach(
                        on -> {
                          JsonNode awaited = service(on.getKey());
                          assertThat(awaited.isObject()).as(on.getKey()).isTrue();
                          if (on.getValue().path("condition").asText().endsWith("_healthy")) {
                            assertThat(awaited.path("healthcheck").path("test").isArray())
                                .as(on.getKey())
                                .isTrue();
                          }
                        }));
  }

  @Test
  void our_services_settings_and_commands_are_ours(@TempDir Path temporary) throws IOException {
    Config config =
        Deploy.settings(Deploy.texts(service("dispatcher").path("environment")), temporary);
    assertThat(config.kafka().bootstrapServers()).isEqualTo(kafka());
    assertThat(Deploy.list(service("dispatcher").path("ports")))
        .allMatch(port -> port.endsWith(":" + config.http().port()));
    assertThat(config.network().allowNetworks())
        .extracting(Object::toString)
        .contains(compose.at("/networks/default/ipam/config/0/subnet").asText());
    for (JsonNode service : services().values()) {
      if (service.path("image").asText().startsWith(OURS)) {
        Deploy.parse(
            Deploy.list(service.path("command")).isEmpty()
                ? List.of("serve")
                : Deploy.list(service.path("command")));
        List<String> health = Deploy.list(service.path("healthcheck").path("test"));
        if (!health.isEmpty()) {
          assertThat(health).startsWith("CMD", "hookstream");
          Deploy.parse(health.subList(2, health.size()));
        }
        assertThat(service.path("read_only").asBoolean()).isTrue();
      }
    }
    assertThat(Deploy.list(service("producer").path("command")))
        .contains("--bootstrap=" + kafka(), "--url=http://dispatcher:" + config.http().port());
  }

  /** Where Kafka says that containers find it. */
  private static String kafka() {
    String listeners =
        service("kafka").path("environment").path("KAFKA_ADVERTISED_LISTENERS").asText();
    return listeners.replaceFirst("INSIDE://([^,]*),.*", "$1");
  }

  @Test
  void prometheus_scrapes_the_dispatcher_and_grafana_asks_prometheus() throws IOException {
    Path folder = Deploy.FOLDER.resolve("prometheus");
    JsonNode prometheus = Deploy.document(folder.resolve("prometheus.yml"));
    JsonNode target = prometheus.at("/scrape_configs/0/dns_sd_configs/0");
    assertThat(service(target.path("names").path(0).asText()).isObject()).isTrue();
    assertThat(target.path("port").asInt()).isEqualTo(8080);
    assertThat(folder.resolve(prometheus.path("rule_files").path(0).asText()).getParent()).exists();

    Path provisioning = Deploy.FOLDER.resolve("grafana/provisioning");
    JsonNode source =
        Deploy.document(provisioning.resolve("datasources/prometheus.yml"))
            .path("datasources")
            .path(0);
    assertThat(source.path("url").asText()).isEqualTo("http://prometheus:9090");
    JsonNode boards =
        Deploy.document(provisioning.resolve("dashboards/hookstream.yml"))
            .path("providers")
            .path(0);
    assertThat(Deploy.list(service("grafana").path("volumes")))
        .contains("./deploy/grafana/boards:" + boards.at("/options/path").asText() + ":ro");
  }

  @Test
  void promtool_takes_the_settings_where_it_is_installed() throws Exception {
    Path promtool = Path.of("/usr/bin/promtool");
    assumeTrue(Files.isExecutable(promtool));
    Process process =
        new ProcessBuilder(
                promtool.toString(),
                "check",
                "config",
                Deploy.FOLDER.resolve("prometheus/prometheus.yml").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
