package dev.hookstream.dispatcher.replay;

import dev.hookstream.dispatcher.api.port.ReplayView;
import dev.hookstream.schemas.ReplayCancel;
import dev.hookstream.schemas.ReplayEntry;
import dev.hookstream.schemas.ReplayJob;
import dev.hookstream.schemas.ReplayProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All replays of the last 30 days, put together from what is on their topic. Thread-safe. */
final class ReplayTable {
  /** What is known of one; its parts come in any order. */
  private record Known(
      int partition,
      String workspace,
      @Nullable ReplayJob job,
      @Nullable ReplayProgress progress,
      boolean cancelled) {}

  private record Waiting(
      String id, Predicate<ReplayView> until, CompletableFuture<ReplayView> then) {}

  /** By id, and so by time. */
  private final TreeMap<String, Known> replays = new TreeMap<>();

  private final Map<Integer, Long> positions = new HashMap<>();
  private final List<Waiting> waiting = new ArrayList<>();

  /** Takes an entry in. */
  synchronized void put(int partition, ReplayEntry entry) {
    String id = entry.getReplayId();
    Known old = replays.get(id);
    Known known =
        old == null ? new Known(partition, entry.getWorkspaceId(), null, null, false) : old;
    Object content = entry.getContent();
    ReplayJob job = content instanceof ReplayJob its ? its : known.job();
    ReplayProgress progress = content instanceof ReplayProgress its ? its : known.progress();
    boolean cancelled = known.cancelled() || content instanceof ReplayCancel;
    replays.put(id, new Known(partition, known.workspace(), job, progress, cancelled));
    find(id).ifPresent(this::tell);
  }

  /** Forgets a replay. */
  synchronized void remove(String id) {
    replays.remove(id);
  }

  /** Everything of a partition before this offset has been taken in. */
  synchronized void position(int partition, long offset) {
    positions.put(partition, offset);
  }

  /** The topic is read again from its beginning. */
  synchronized void begin() {
    positions.clear();
  }

  synchronized boolean hasRead(int partition, long offset) {
    return positions.getOrDefault(partition, -1L) >= offset;
  }

  /** A replay; empty where there is none of that id, or its job has not been read yet. */
  synchronized Optional<ReplayView> find(String id) {
    return Optional.ofNullable(replays.get(id)).flatMap(known -> view(id, known));
  }

  private static Optional<ReplayView> view(String id, Known known) {
    return Optional.ofNullable(known.job())
        .map(
            job -> new ReplayView(id, known.workspace(), job, known.progress(), known.cancelled()));
  }

  /** A workspace's, newest first. */
  synchronized List<ReplayView> list(String workspace, @Nullable String beforeId, int limit) {
    List<ReplayView> found = new ArrayList<>();
    var all = beforeId == null ? replays : replays.headMap(beforeId, false);
    for (var entry : all.descendingMap().entrySet()) {
      if (found.size() == limit) {
        break;
      }
      if (entry.getValue().workspace().equals(workspace)) {
        view(entry.getKey(), entry.getValue()).ifPresent(found::add);
      }
    }
    return found;
  }

  /** A partition's, oldest first. */
  synchronized List<ReplayView> of(int partition, Predicate<ReplayView> which) {
    List<ReplayView> found = new ArrayList<>();
    replays.forEach(
        (id, known) -> {
          if (known.partition() == partition) {
            view(id, known).filter(which).ifPresent(found::add);
          }
        });
    return found;
  }

  /** Completes with a replay once it is so; at once where it is. */
  synchronized CompletableFuture<ReplayView> when(String id, Predicate<ReplayView> until) {
    CompletableFuture<ReplayView> then = new CompletableFuture<>();
    Optional<ReplayView> now = find(id).filter(until);
    if (now.isPresent()) {
      then.complete(now.get());
    } else {
      waiting.add(new Waiting(id, until, then));
    }
    return then;
  }

  private void tell(ReplayView view) {
    waiting.removeIf(
        each -> {
          boolean over = each.then().isDone();
          if (!over && each.id().equals(view.id()) && each.until().test(view)) {
            each.then().completeAsync(() -> view);
            over = true;
          }
          return over;
        });
  }
}
