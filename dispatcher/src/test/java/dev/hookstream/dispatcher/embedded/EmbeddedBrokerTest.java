package dev.hookstream.dispatcher.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.testing.TestBroker;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestBroker.class)
class EmbeddedBrokerTest {
  @Test
  void isARealBroker(KafkaSettings kafka) throws Exception {
    try (Admin admin = Admin.create(kafka.admin("test"))) {
      admin.createTopics(List.of(new NewTopic(kafka.names().events(), 4, (short) 1))).all().get();
      assertThat(admin.listTopics().names().get()).contains(kafka.names().events());
    }
  }

  @Test
  void givesEachTestNamesOfItsOwn(KafkaSettings one, KafkaSettings other) {
    assertThat(one.names().prefix()).isNotEqualTo(other.names().prefix());
  }
}
