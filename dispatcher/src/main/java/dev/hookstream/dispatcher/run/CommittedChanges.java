package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when the topology has committed a change. Before, a kill could undo it, and the next event
 * might be read before the change is read again; so nobody is told of it earlier.
 */
final class CommittedChanges implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CommittedChanges.class);
  private static final long EVERY_MS = 20;

  private record Waiting(TopicPartition partition, long offset, Runnable then) {}

  private final String group;
  private final Admin admin;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "hookstream-changes");
            thread.setDaemon(true);
            return thread;
          });

  CommittedChanges(KafkaSettings kafka) {
    group = kafka.group("dispatch");
    admin = Admin.create(kafka.admin("changes"));
    var unused =
        executor.scheduleWithFixedDelay(this::look, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  /** Runs something once the record at this place is committed as read. */
  void onceCommitted(TopicPartition partition, long offset, Runnable then) {
    waiting.add(new Waiting(partition, offset, then));
  }

  private void look() {
    if (waiting.isEmpty()) {
      return;
    }
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
        Waiting next = all.next();
        OffsetAndMetadata done = committed.get(next.partition());
        if (done != null && done.offset() > next.offset()) {
          all.remove();
          next.then().run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | RuntimeException e) {
      log.atWarn().setCause(e).log("The committed offsets cannot be seen now; looked at again");
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    admin.close();
  }
}
