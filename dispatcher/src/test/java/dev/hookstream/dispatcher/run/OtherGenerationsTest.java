package dev.hookstream.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookstream.dispatcher.embedded.LoopbackPorts;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.kafka.WorkLoop;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Starters of two generations, of which none saw the other before it joined. */
class OtherGenerationsTest {
  private static final List<String> SENDER = List.of("sender");

  private final KafkaSettings kafka = TestBroker.settings();
  private final Starter first = new Starter("11111111");
  private final Starter second = new Starter("22222222");

  @BeforeEach
  void bothSeeNobody() throws Exception {
    new TopicAdmin(kafka).create();
    first.generations.refuse();
    second.generations.refuse();
  }

  @Test
  void where_both_have_joined_one_gives_way_and_the_other_stays() throws Exception {
    try (Member one = first.join();
        Member two = second.join()) {
      CompletableFuture<Void> stays = CompletableFuture.runAsync(first::lookAgain);
      assertThatThrownBy(second::lookAgain)
          .hasMessageContaining("this one (generation 22222222)")
          .hasMessageContaining("generation 11111111 at 127.0.0.1");
      two.close();
      stays.join();
      assertThat(one).isNotNull();
    }
  }

  @Test
  void who_joined_last_gives_way_to_one_that_looked_before() throws Exception {
    try (Member stays = second.join()) {
      second.lookAgain();
      try (Member last = first.join()) {
        // It would be the one to stay, waits for the other, and sees that it does not go.
        assertThatThrownBy(first::lookAgain)
            .hasMessageContaining("this one (generation 11111111)")
            .hasMessageContaining("generation 22222222 at 127.0.0.1");
        assertThat(List.of(stays, last)).doesNotContainNull();
      }
    }
  }

  @Test
  void it_looks_once_it_can_be_seen_itself() throws Exception {
    CompletableFuture<Void> looks = CompletableFuture.runAsync(second::lookAgain);
    try (Member one = first.join()) {
      first.lookAgain();
      assertThat(looks).as("has not joined").isNotDone();
      try (Member two = second.join()) {
        assertThatThrownBy(looks::join)
            .isInstanceOf(CompletionException.class)
            .hasMessageContaining("generation 11111111 at 127.0.0.1");
        assertThat(List.of(one, two)).doesNotContainNull();
      }
    }
  }

  @Test
  void one_that_is_to_stop_does_not_wait_for_its_groups() throws Exception {
    List<Duration> pauses = new ArrayList<>();
    first.generations.refuseOnceJoined(SENDER, pauses::add);
    assertThat(pauses).hasSize(1);
  }

  @Test
  void where_Kafka_does_not_tell_who_is_there_it_stays() throws Exception {
    int nobody = LoopbackPorts.free();
    KafkaSettings away =
        new KafkaSettings(
            Map.of("bootstrap.servers", "127.0.0.1:" + nobody),
            new TopicNames("t-", "t-events"),
            4,
            (short) 1);
    List<Duration> pauses = new ArrayList<>();
    new OtherGenerations(away, "11111111", Duration.ZERO)
        .refuseOnceJoined(SENDER, pause -> !pauses.add(pause));
    assertThat(pauses).isEmpty();
  }

  private static boolean pause(Duration most) {
    LockSupport.parkNanos(most.toNanos());
    return false;
  }

  /** An instance, as far as its group can see. */
  private final class Starter {
    private final String generation;
    private final OtherGenerations generations;

    Starter(String generation) {
      this.generation = generation;
      this.generations = new OtherGenerations(kafka, generation, Duration.ofSeconds(10));
    }

    /** Known to the group when it returns. */
    Member join() throws Exception {
      String clientId = kafka.group("sender") + "-g" + generation;
      Member member = new Member(clientId);
      try (Admin admin = Admin.create(kafka.admin("test"))) {
        while (!isKnown(admin, clientId)) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
      }
      return member;
    }

    private boolean isKnown(Admin admin, String clientId) throws Exception {
      try {
        return admin
            .describeConsumerGroups(List.of(kafka.group("sender")))
            .all()
            .get()
            .values()
            .stream()
            .flatMap(found -> found.members().stream())
            .anyMatch(member -> member.clientId().equals(clientId));
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(GroupIdNotFoundException.class); // nobody has joined yet
        return false;
      }
    }

    void lookAgain() {
      try {
        generations.refuseOnceJoined(SENDER, OtherGenerationsTest::pause);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Takes part in its group until it is closed. */
  private final class Member implements AutoCloseable, WorkLoop.Work {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final WorkLoop loop;

    Member(String clientId) {
      Map<String, Object> properties = kafka.consumer("sender");
      properties.put("client.id", clientId);
      consumer = new KafkaConsumer<>(properties);
      consumer.subscribe(List.of(kafka.topic(Topic.DELIVERIES)));
      loop = new WorkLoop(clientId, "The member of a group failed", 30_000, this);
      loop.start();
    }

    @Override
    public long once() {
      var unused = consumer.poll(Duration.ofMillis(100));
      return 0;
    }

    @Override
    public void end() {
      consumer.close();
    }

    @Override
    public void close() {
      loop.close();
    }
  }
}
