package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.serde.EventFormats;
import dev.hookstream.topology.state.Generation;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another shape is another generation, and so an upgrade with all instances stopped: state and
 * repartitioning follow the names in these files. To accept a change, replace the file in
 * src/main/resources by what this test found, and say so in the release notes.
 */
class TopologyGoldenTest {
  @Test
  void the_topology_changes_only_on_purpose(@TempDir Path folder) throws IOException {
    try (Dispatch dispatch = new Dispatch(folder)) {
      Topology topology = dispatch.topology(1, 1, EventFormats.withoutRegistry(1));
      assertThat(topology.describe().toString().strip())
          .isEqualTo(Generation.shape("/dispatch-topology.txt").strip());
    }
  }

  @Test
  void a_generation_is_eight_digits() {
    assertThat(Generation.id()).matches("[0-9a-f]{8}");
  }
}
