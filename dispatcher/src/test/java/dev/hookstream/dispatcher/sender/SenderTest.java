package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.testing.TestBroker;
import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.AttemptResult;
import dev.hookstream.schemas.Delivery;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a real broker; the requests are answered by the test. */
@Timeout(120)
class SenderTest {
  private record Call(Delivery delivery, Consumer<Attempt> done) {
    String id() {
      return delivery.getRef().getDeliveryId();
    }

    void answer(int status) {
      done.accept(AttemptRecord.answered(delivery, false, 0, status, ""));
    }
  }

  private static final AvroCodec<Delivery> DELIVERIES = AvroCodec.of(Delivery.class);
  private static final AvroCodec<Attempt> ATTEMPTS = AvroCodec.of(Attempt.class);

  private final KafkaSettings kafka = TestBroker.settings(1);
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final List<Sender> senders = new ArrayList<>();
  private Instant now = Instant.EPOCH;

  @AfterEach
  void close() {
    senders.forEach(Sender::close);
  }

  @Test
  void afterOutOfOrderCompletionOnlyWhatIsUndoneIsSentAgain() throws Exception {
    publish(10);
    Sender first = start();
    Map<String, Call> open = take(10);
    open.forEach(
        (id, call) -> {
          if (!id.equals("d0") && !id.equals("d5")) {
            call.answer(200);
          }
        });
    assertThat(attempts(8)).hasSize(8);
    first.close();
    assertThat(committed().offset()).isZero();

    start();
    Map<String, Call> again = take(2);
    assertThat(again).containsOnlyKeys("d0", "d5");
    again.values().forEach(call -> call.answer(500));
    assertThat(attempts(10).stream().map(attempt -> attempt.getRef().getDeliveryId()))
        .doesNotHaveDuplicates();
    assertThat(calls).isEmpty();
  }

  @Test
  void aDrainedSenderLeavesNothingToSendAgain() throws Exception {
    publish(3);
    Sender sender = start();
    Map<String, Call> open = take(3);
    Thread drain = new Thread(() -> sender.drain(Duration.ofSeconds(30)));
    drain.start();
    open.values().forEach(call -> call.answer(200));
    drain.join();
    assertThat(attempts(3)).hasSize(3);
    assertThat(committed().offset()).isEqualTo(3);
    assertThat(sender.health()).contains("the sender was stopped");
  }

  @Test
  void aResultThatComesAfterTheEndOfAnAssignmentIsStillReported() throws Exception {
    publish(1);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Sender sender = start(registry);
    Call call = one();
    Sender other = start();
    assertThat(sender.health()).isEmpty();
    call.answer(200);
    assertThat(attempts(1)).hasSize(1);
    assertThat(other.health()).isEmpty();
  }

  @Test
  void anOldSignatureGoesBackWithItsBodyAndCostsNoRequest() throws Exception {
    now = Instant.EPOCH.plus(Duration.ofMinutes(3));
    publish(1);
    start();
    Attempt attempt = attempts(1).get(0);
    assertThat(attempt.getResult()).isEqualTo(AttemptResult.NOT_ATTEMPTED);
    assertThat(attempt.getError()).isEqualTo(ErrorKind.STALE_SIGNATURE);
    assertThat(Deliveries.text(attempt.getBody())).isEqualTo(Deliveries.BODY);
    assertThat(calls).isEmpty();
  }

  @Test
  void aRecordThatCannotBeReadYieldsAResultAndHoldsUpNothing() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("test"))) {
      topics();
      ProducerRecord<byte[], byte[]> named = new ProducerRecord<>(deliveries(), new byte[] {1, 2});
      named
          .headers()
          .add(
              UnreadableDelivery.HEADER,
              "ws_1\nwh_1\ndlv_9\n2\n3".getBytes(StandardCharsets.UTF_8));
      producer.send(named).get();
      producer.send(new ProducerRecord<>(deliveries(), new byte[] {3})).get();
      producer.send(record(0)).get();
    }
    start();
    one().answer(200);
    List<Attempt> attempts = attempts(2);
    assertThat(attempts).extracting(Attempt::getError).contains(ErrorKind.UNREADABLE);
    Attempt unreadable =
        attempts.stream()
            .filter(a -> a.getError() == ErrorKind.UNREADABLE)
            .findFirst()
            .orElseThrow();
    assertThat(unreadable.getRef().getDeliveryId()).isEqualTo("dlv_9");
    assertThat(unreadable.getRound()).isEqualTo(2);
    assertThat(unreadable.getAttempt()).isEqualTo(3);
  }

  private Sender start() {
    return start(new SimpleMeterRegistry());
  }

  private Sender start(SimpleMeterRegistry registry) {
    Exchanges exchanges =
        new Exchanges() {
          @Override
          public void send(Delivery delivery, boolean test, Consumer<Attempt> done) {
            calls.add(new Call(delivery, done));
          }

          @Override
          public String hostOf(String url) {
            return url;
          }
        };
    Sender sender = new Sender(kafka, SenderSettings.DEFAULT, exchanges, () -> now, registry);
    senders.add(sender);
    sender.start();
    return sender;
  }

  private Call one() throws InterruptedException {
    return take(1).values().iterator().next();
  }

  private Map<String, Call> take(int count) throws InterruptedException {
    Map<String, Call> taken = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Call call = calls.poll(60, TimeUnit.SECONDS);
      assertThat(call).as("call %d of %d", i + 1, count).isNotNull();
      if (call != null) {
        taken.put(call.id(), call);
      }
    }
    return taken;
  }

  private void publish(int count) throws Exception {
    topics();
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("test"))) {
      for (int i : IntStream.range(0, count).toArray()) {
        producer.send(record(i)).get();
      }
    }
  }

  private ProducerRecord<byte[], byte[]> record(int i) {
    Delivery delivery = Deliveries.of("wh_1", "d" + i, "https://example.com/");
    return new ProducerRecord<>(deliveries(), DELIVERIES.encode(delivery));
  }

  private void topics() throws Exception {
    try (Admin admin = Admin.create(kafka.admin("test"))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(deliveries(), 1, (short) 1),
                  new NewTopic(kafka.topic(Topic.ATTEMPTS), 1, (short) 1)))
          .all()
          .get();
    }
  }

  private List<Attempt> attempts(int count) {
    List<Attempt> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.reader("test"))) {
      TopicPartition partition = new TopicPartition(kafka.topic(Topic.ATTEMPTS), 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (found.size() < count) {
        for (ConsumerRecord<byte[], byte[]> attempt : consumer.poll(Duration.ofSeconds(1))) {
          found.add(ATTEMPTS.decode(attempt.value()));
        }
      }
    }
    return found;
  }

  private OffsetAndMetadata committed() throws Exception {
    try (Admin admin = Admin.create(kafka.admin("test"))) {
      OffsetAndMetadata found =
          admin
              .listConsumerGroupOffsets(kafka.group("sender"))
              .partitionsToOffsetAndMetadata()
              .get()
              .get(new TopicPartition(deliveries(), 0));
      return java.util.Objects.requireNonNull(found);
    }
  }

  private String deliveries() {
    return kafka.topic(Topic.DELIVERIES);
  }
}
