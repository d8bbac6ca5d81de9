package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.serde.EventFormats;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyGoldenTest {
  @Test
  void the_topology_changes_only_on_purpose(@TempDir Path folder) throws IOException {
    // Another shape is another upgrade: state and repartitioning follow the names in this file. To
    // accept a change, replace the file by what this test found, and say so in the release notes.
    try (Dispatch dispatch = new Dispatch(folder)) {
      Topology topology = dispatch.topology(1, 1, EventFormats.withoutRegistry(1));
      assertThat(topology.describe().toString().strip()).isEqualTo(golden().strip());
    }
  }

  private static String golden() throws IOException {
    try (InputStream file =
        TopologyGoldenTest.class.getResourceAsStream("/dispatch-topology.txt")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
