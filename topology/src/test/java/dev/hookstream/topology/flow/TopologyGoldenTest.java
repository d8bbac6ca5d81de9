package dev.hookstream.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TopologyGoldenTest {
  @Test
  void the_topology_changes_only_on_purpose() throws IOException {
    // Another shape is another upgrade: state and repartitioning follow the names in this file. To
    // accept a change, replace the file by what this test found, and say so in the release notes.
    assertThat(Dispatch.described().describe().toString().strip()).isEqualTo(golden().strip());
  }

  private static String golden() throws IOException {
    try (InputStream file =
        TopologyGoldenTest.class.getResourceAsStream("/dispatch-topology.txt")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
