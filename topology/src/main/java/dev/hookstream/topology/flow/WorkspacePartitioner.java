package dev.hookstream.topology.flow;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.apache.kafka.common.utils.Utils;

/** Which partition a workspace lives in, on every topic that is keyed by workspace. */
public enum WorkspacePartitioner {
  /** As the Java client places keys. */
  MURMUR2 {
    @Override
    public int partition(String workspaceId, int partitions) {
      return Utils.toPositive(Utils.murmur2(workspaceId.getBytes(StandardCharsets.UTF_8)))
          % partitions;
    }
  },
  /** As librdkafka (Python, Go, Node, C#) places keys unless it is told otherwise. */
  CRC32 {
    @Override
    public int partition(String workspaceId, int partitions) {
      CRC32 crc = new CRC32();
      crc.update(workspaceId.getBytes(StandardCharsets.UTF_8));
      return (int) (crc.getValue() % partitions);
    }
  };

  /** The partition of a workspace where there are so many. */
  public abstract int partition(String workspaceId, int partitions);
}
