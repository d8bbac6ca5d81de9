package dev.hookstream.dispatcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.testing.TestBroker;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where an instance begins on a topic that has been there longer than it. */
class FirstStartTest {
  private static final String WORKSPACE = "ws_1";
  private static final String PATH = "/hook";

  private final Receiver receiver = new Receiver();
  private final KafkaSettings kafka = TestBroker.settings();
  private final RunningInstance instance;
  private final Publisher publisher;
  private final Set<String> old = new HashSet<>();

  FirstStartTest(@TempDir Path state) throws Exception {
    instance = new RunningInstance(kafka, state);
    publisher = new Publisher(kafka);
    new ChangeWriter(instance)
        .webhook(
            WORKSPACE,
            "standard",
            receiver.url(PATH),
            Optional.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    for (int i = 0; i < 20; i++) {
      publish("evt_old_" + i);
      old.add(PATH + " evt_old_" + i);
    }
  }

  private void publish(String id) throws Exception {
    publisher.json(WORKSPACE, id, "a.b", "{}").get();
  }

  /** As Kafka does with a group that has been away for a week. */
  private void forgetOffsets() throws Exception {
    try (Admin admin = Admin.create(kafka.admin("test"))) {
      admin.deleteConsumerGroups(List.of(kafka.group("dispatch"))).all().get();
    }
  }

  @AfterEach
  void stop() {
    publisher.close();
    instance.close();
    receiver.close();
  }

  @Test
  void begins_at_the_end_and_asks_a_person_where_its_offsets_are_gone() throws Exception {
    instance.start();
    publish("evt_new");
    assertThat(receiver.next(PATH).eventId()).isEqualTo("evt_new");
    // In its partition all before it has been read, or passed over.
    assertThat(instance.api().find(WORKSPACE, "/v1/events/evt_old_0").isMissingNode()).isTrue();
    assertThat(receiver.set()).containsExactly(PATH + " evt_new");

    instance.close();
    forgetOffsets();
    assertThatThrownBy(instance::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has no committed offsets")
        .hasMessageContaining("--from end")
        .hasMessageContaining("--from beginning");

    instance.with("FROM", "beginning").start();
    Eventually.that("all of it has arrived", () -> receiver.set().containsAll(old));
    assertThat(receiver.set()).hasSize(old.size() + 1);
  }

  @Test
  void goes_on_at_the_end_where_its_offsets_are_gone_and_it_is_told_so() throws Exception {
    instance.start();
    publish("evt_before");
    assertThat(receiver.next(PATH).eventId()).isEqualTo("evt_before");
    instance.close();
    publish("evt_meanwhile");
    forgetOffsets();
    assertThatThrownBy(instance::start).hasMessageContaining("has no committed offsets");

    instance.with("FROM", "end").start();
    publish("evt_after");
    assertThat(receiver.next(PATH).eventId()).isEqualTo("evt_after");
    assertThat(receiver.set()).containsExactlyInAnyOrder(PATH + " evt_before", PATH + " evt_after");

    // Said once; from now on there are offsets, and nothing is passed over.
    instance.close();
    publish("evt_during_a_stop");
    instance.start();
    assertThat(receiver.next(PATH).eventId()).isEqualTo("evt_during_a_stop");
    assertThat(receiver.all()).hasSize(3);
  }

  @Test
  void begins_at_the_beginning_where_it_is_told_so() throws Exception {
    instance.with("FROM", "beginning").start();
    Eventually.that("all of it has arrived", () -> receiver.set().containsAll(old));
    assertThat(receiver.all()).hasSameSizeAs(old);
  }
}
