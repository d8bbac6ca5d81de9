package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.ChangeResult;
import dev.hookstream.dispatcher.api.port.Changes;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.DeleteEndpoint;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.settings.ChangeListener;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Sends changes to the task that owns their workspace, and waits for its word. The word comes on
 * that task's thread and is passed on to another, so that nobody holds the topology up.
 */
final class PendingChanges implements Changes, ChangeListener {
  private static final long PATIENCE_SECONDS = 20;
  private static final AvroCodec<Change> CODEC = AvroCodec.of(Change.class);

  /** A change on its way: two things must be known before it is answered, in either order. */
  private record Waiting(
      Change change,
      CompletableFuture<RecordMetadata> place,
      CompletableFuture<ChangeResult> decided) {}

  private final String topic;
  private final Producer<byte[], byte[]> producer;
  private final Executor answers;
  private final CommittedChanges commits;
  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

  PendingChanges(
      KafkaSettings kafka,
      Producer<byte[], byte[]> producer,
      Executor answers,
      CommittedChanges commits) {
    this.topic = kafka.topic(Topic.CHANGES);
    this.producer = producer;
    this.answers = answers;
    this.commits = commits;
  }

  @Override
  public CompletionStage<ChangeResult> submit(Change change) {
    Waiting asked = new Waiting(change, new CompletableFuture<>(), new CompletableFuture<>());
    waiting.put(change.getChangeId(), asked);
    // The producer may block while it learns of the topic: never on the caller's thread.
    answers.execute(
        () -> {
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      topic,
                      change.getWorkspaceId().getBytes(StandardCharsets.UTF_8),
                      CODEC.encode(change)),
                  (metadata, failed) -> {
                    if (failed == null) {
                      asked.place().complete(metadata);
                    } else {
                      asked
                          .place()
                          .completeExceptionally(
                              new NotReadyException("Kafka did not take the change", failed));
                    }
                  });
        });
    return asked
        .place()
        .thenCompose(place -> asked.decided().thenCompose(answer -> committed(place, answer)))
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .exceptionallyCompose(
            failed ->
                CompletableFuture.failedFuture(
                    failed.getCause() instanceof NotReadyException
                        ? failed.getCause()
                        : new NotReadyException(
                            "the change was sent, and whether it is applied is not known yet: look"
                                + " at the webhook before you try again",
                            failed)))
        .whenComplete((done, failed) -> waiting.remove(change.getChangeId()));
  }

  @Override
  public void decided(String changeId, Result result) {
    Waiting asked = waiting.remove(changeId);
    if (asked != null) {
      answers.execute(() -> asked.decided().complete(answer(asked.change(), result)));
    }
  }

  private CompletableFuture<ChangeResult> committed(RecordMetadata place, ChangeResult answer) {
    CompletableFuture<ChangeResult> safe = new CompletableFuture<>();
    commits.onceCommitted(
        new TopicPartition(place.topic(), place.partition()),
        place.offset(),
        () -> answers.execute(() -> safe.complete(answer)));
    return safe;
  }

  private static ChangeResult answer(Change change, Result result) {
    if (result instanceof Result.Applied applied) {
      if (applied.endpoint() != null) {
        return new ChangeResult.Applied(applied.endpoint());
      }
      return change.getAction() instanceof DeleteEndpoint
          ? new ChangeResult.Deleted()
          : new ChangeResult.Noted();
    } else if (result instanceof Result.Conflict conflict) {
      return conflict.currentRevision() == 0
          ? new ChangeResult.Gone()
          : new ChangeResult.Moved(conflict.currentRevision());
    } else if (result instanceof Result.OverQuota over) {
      return new ChangeResult.OverQuota(over.of(), over.most());
    } else if (result instanceof Result.Refused refused) {
      return new ChangeResult.Refused(refused.reason());
    }
    throw new IllegalStateException("a result of another version: " + result);
  }
}
