package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.serde.AvroCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AttemptProducerTest {
  private static final AvroCodec<Attempt> CODEC = AvroCodec.of(Attempt.class);

  /** A producer whose answers the test gives, and that tells when something was sent. */
  private final class Scripted extends MockProducer<byte[], byte[]> {
    private final Thread maker = Thread.currentThread();

    Scripted() {
      super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** As the real one: what was not answered fails with it. */
    @Override
    public void close(Duration within) {
      while (errorNext(new KafkaException("closed forcefully"))) {
        // The next.
      }
      super.close(within);
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> sent, Callback callback) {
      if (failOnce) {
        failOnce = false;
        throw new NoClassDefFoundError("compressor");
      }
      Future<RecordMetadata> answer = super.send(sent, callback);
      records.add(sent);
      return answer;
    }
  }

  private final LinkedBlockingQueue<ProducerRecord<byte[], byte[]>> records =
      new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Scripted> producers = new LinkedBlockingQueue<>();
  private volatile boolean failOnce;
  private final LinkedBlockingQueue<Received> safe = new LinkedBlockingQueue<>();
  private final AttemptProducer attempts =
      new AttemptProducer("attempts", this::producer, CODEC::encode, new SimpleMeterRegistry());
  private final PartitionWork partition =
      new PartitionWork(new TopicPartition("deliveries", 0), new OffsetTracker(0, ""), safe);

  @AfterEach
  void close() throws InterruptedException {
    attempts.close(Duration.ofSeconds(1));
  }

  @Test
  void anOffsetIsDoneOnTheBrokersWordAndNotBefore() throws InterruptedException {
    attempts.start();
    Scripted producer = producers.take();
    Received received = new Received(partition, 5, 1);
    attempts.add(attempt(), received);
    ProducerRecord<byte[], byte[]> sent = records.take();
    assertThat(new String(sent.key(), StandardCharsets.UTF_8)).isEqualTo("ws_1");
    assertThat(safe).isEmpty();
    assertThat(attempts.pending()).isEqualTo(1);
    producer.completeNext();
    assertThat(safe.take()).isSameAs(received);
    assertThat(attempts.pending()).isZero();
  }

  @Test
  void anAttemptThatTheBrokersDidNotTakeIsSentAgainAndTheProblemIsTold()
      throws InterruptedException {
    attempts.start();
    Scripted producer = producers.take();
    attempts.add(attempt(), new Received(partition, 5, 1));
    records.take();
    producer.errorNext(new TimeoutException("no broker"));
    assertThat(attempts.problem().orElseThrow()).contains("no broker");
    assertThat(safe).isEmpty();
    records.take();
    producer.completeNext();
    assertThat(safe.take().offset).isEqualTo(5);
    assertThat(attempts.problem()).isEmpty();
  }

  @Test
  void aProducerThatIsBeyondHelpIsReplaced() throws InterruptedException {
    attempts.start();
    Scripted first = producers.take();
    attempts.add(attempt(), new Received(partition, 5, 1));
    records.take();
    first.errorNext(new TopicAuthorizationException("attempts"));
    Scripted second = producers.take();
    records.take();
    second.completeNext();
    assertThat(safe.take().offset).isEqualTo(5);
    assertThat(first.closed()).isTrue();
  }

  @Test
  void whatAProducerFailsAsItIsClosedDoesNotCostTheNextOneItsLife() throws InterruptedException {
    attempts.start();
    Scripted first = producers.take();
    attempts.add(attempt(), new Received(partition, 5, 1));
    attempts.add(attempt(), new Received(partition, 6, 1));
    records.take();
    records.take();
    first.errorNext(new TopicAuthorizationException("attempts"));
    Scripted second = producers.take();
    records.take();
    records.take();
    second.errorNext(new TimeoutException("no broker"));
    records.take();
    while (second.completeNext()) {
      // All that was sent.
    }
    assertThat(List.of(safe.take().offset, safe.take().offset)).containsExactlyInAnyOrder(5L, 6L);
    assertThat(producers).isEmpty();
    assertThat(second.closed()).isFalse();
  }

  @Test
  void anErrorDoesNotEndTheThreadAndTheAttemptIsSentAgain() throws InterruptedException {
    failOnce = true;
    attempts.start();
    attempts.add(attempt(), new Received(partition, 5, 1));
    producers.take();
    Scripted second = producers.take();
    records.take();
    second.completeNext();
    assertThat(safe.take().offset).isEqualTo(5);
    assertThat(attempts.problem()).isEmpty();
  }

  @Test
  void aThreadThatHasEndedIsAProblem() throws InterruptedException {
    attempts.start();
    Thread thread = producers.take().maker;
    thread.interrupt();
    thread.join();
    assertThat(attempts.problem().orElseThrow()).contains("has ended");
  }

  @Test
  void anAttemptThatIsTooLargeGoesWithoutWhatIsOnlyForTheEye() throws InterruptedException {
    attempts.start();
    Scripted producer = producers.take();
    Attempt attempt = attempt();
    attempt.setResponseBody(java.nio.ByteBuffer.wrap(new byte[4_096]));
    attempts.add(attempt, new Received(partition, 5, 1));
    records.take();
    producer.errorNext(new RecordTooLargeException("too large"));
    Attempt again = CODEC.decode(records.take().value());
    assertThat(again.getResponseBody().remaining()).isZero();
    assertThat(Deliveries.text(again.getBody())).isEqualTo(Deliveries.BODY);
    producer.completeNext();
    assertThat(safe.take().offset).isEqualTo(5);
  }

  private Scripted producer() {
    Scripted made = new Scripted();
    producers.add(made);
    return made;
  }

  private static Attempt attempt() {
    return AttemptRecord.answered(Deliveries.to("https://example.com/"), false, 0, 500, "");
  }
}
