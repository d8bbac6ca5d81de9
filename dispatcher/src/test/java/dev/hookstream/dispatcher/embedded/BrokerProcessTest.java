package dev.hookstream.dispatcher.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessTest {
  @TempDir Path folder;

  @Test
  void keepsItsDataAndItsClusterOverAKill() throws Exception {
    String cluster;
    int port;
    try (BrokerProcess broker = start(0)) {
      port = broker.port();
      cluster = clusterWithTopic(broker, "kept");
      broker.killNow();
      assertThat(broker.handle().isAlive()).isFalse();
    }
    try (BrokerProcess broker = start(port);
        Admin admin = admin(broker)) {
      assertThat(admin.listTopics().names().get()).contains("kept");
      assertThat(admin.describeCluster().clusterId().get()).isEqualTo(cluster);
    }
  }

  @Test
  void saysThatThePortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> start(taken.getLocalPort()))
          .isInstanceOf(EmbeddedServerException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("taken");
    }
  }

  @Test
  void refusesTheFolderOfAnotherKafka() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("meta.properties"), "version=1\nnode.id=7\ncluster.id=x\n");
    assertThatThrownBy(() -> start(0))
        .isInstanceOf(EmbeddedServerException.class)
        .hasMessageContaining("another Kafka installation");
  }

  @Test
  void refusesTheFolderOfANewerKafka() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("meta.properties"), "version=1\nnode.id=1\ncluster.id=x\n");
    Files.writeString(
        data.resolve("hookstream-broker.properties"), "kafka.version=9.9.9\nmetadata.level=999\n");
    assertThatThrownBy(() -> start(0))
        .isInstanceOf(EmbeddedServerException.class)
        .hasMessageContaining("newer")
        .hasMessageContaining("9.9.9");
  }

  private BrokerProcess start(int port) {
    return BrokerProcess.start(folder.resolve("data"), port, folder.resolve("broker.log"));
  }

  private static String clusterWithTopic(BrokerProcess broker, String topic) throws Exception {
    try (Admin admin = admin(broker)) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
      return admin.describeCluster().clusterId().get();
    }
  }

  private static Admin admin(BrokerProcess broker) {
    return Admin.create(KafkaSettings.plain(broker.bootstrapServers()).admin("test"));
  }
}
