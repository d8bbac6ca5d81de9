package dev.hookstream.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.topology.flow.WorkspacePartitioner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.junit.jupiter.api.Test;

class Crc32PartitionerTest {
  @Test
  void producers_and_the_topology_place_a_workspace_in_the_same_partition() {
    Node node = new Node(1, "localhost", 1);
    List<PartitionInfo> partitions = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      partitions.add(new PartitionInfo("attempts", i, node, new Node[] {node}, new Node[] {node}));
    }
    Cluster cluster = new Cluster("c", List.of(node), partitions, Set.of(), Set.of());
    try (Crc32Partitioner partitioner = new Crc32Partitioner()) {
      for (int i = 0; i < 100; i++) {
        String workspace = "ws_" + i;
        byte[] key = workspace.getBytes(StandardCharsets.UTF_8);
        assertThat(partitioner.partition("attempts", workspace, key, null, null, cluster))
            .isEqualTo(WorkspacePartitioner.CRC32.partition(workspace, 12));
      }
    }
  }
}
