package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.DeadLetters;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.api.port.ReplayView;
import dev.hookstream.dispatcher.api.port.Replays;
import dev.hookstream.schemas.DeadLetter;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.ReplayJob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Replays in memory, which nobody runs. */
final class FakeReplays implements Replays, DeadLetters {
  record Retry(DeliveryRef ref, int round, String body) {}

  final Map<String, ReplayView> jobs = new TreeMap<>();
  final Map<String, Long> offsets = new ConcurrentHashMap<>();
  final List<Retry> retries = new CopyOnWriteArrayList<>();
  volatile Page<DeadLetter> letters = new Page<>(List.of(), null);
  volatile @Nullable ReplayJob askedFilter;
  volatile boolean ready = true;

  private void requireReady() {
    if (!ready) {
      throw new NotReadyException("The replays are being read in.");
    }
  }

  @Override
  public synchronized CompletionStage<ReplayView> start(String workspace, ReplayJob job) {
    requireReady();
    String id = "rpl_%04d".formatted(jobs.size());
    ReplayView view = new ReplayView(id, workspace, job, null, false);
    jobs.put(id, view);
    return CompletableFuture.completedFuture(view);
  }

  @Override
  public synchronized Optional<ReplayView> find(String workspace, String id) {
    requireReady();
    return Optional.ofNullable(jobs.get(id)).filter(its -> its.workspace().equals(workspace));
  }

  @Override
  public synchronized List<ReplayView> list(
      String workspace, @Nullable String beforeId, int limit) {
    requireReady();
    List<ReplayView> found =
        new ArrayList<>(
            jobs.values().stream()
                .filter(its -> its.workspace().equals(workspace))
                .filter(its -> beforeId == null || its.id().compareTo(beforeId) < 0)
                .toList());
    java.util.Collections.reverse(found);
    return found.subList(0, Math.min(limit, found.size()));
  }

  @Override
  public synchronized CompletionStage<ReplayView> cancel(ReplayView replay, String by) {
    ReplayView cancelled =
        new ReplayView(replay.id(), replay.workspace(), replay.job(), replay.progress(), true);
    jobs.put(replay.id(), cancelled);
    return CompletableFuture.completedFuture(cancelled);
  }

  @Override
  public CompletionStage<ReplayView> ended(ReplayView replay, Duration patience) {
    return CompletableFuture.completedFuture(replay);
  }

  @Override
  public CompletionStage<Void> retry(DeliveryRef ref, int round, ByteBuffer body) {
    retries.add(new Retry(ref, round, StandardCharsets.UTF_8.decode(body.duplicate()).toString()));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public OptionalLong offsetOf(String workspace, String eventId) {
    requireReady();
    Long found = offsets.get(workspace + ' ' + eventId);
    return found == null ? OptionalLong.empty() : OptionalLong.of(found);
  }

  @Override
  public Page<DeadLetter> list(
      String workspace, ReplayJob filter, @Nullable String cursor, int limit) {
    requireReady();
    askedFilter = filter;
    if (cursor != null && !cursor.matches("\\d+")) {
      throw new IllegalArgumentException("not a cursor");
    }
    return letters;
  }
}
