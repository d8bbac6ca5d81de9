package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.LiveEvents;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Gives what a test put there; ends at once unless a test keeps it open. */
final class FakeLive implements LiveEvents {
  final LinkedBlockingDeque<Item> items = new LinkedBlockingDeque<>();
  final List<String> after = new CopyOnWriteArrayList<>();
  final AtomicInteger reading = new AtomicInteger();
  volatile boolean open;
  volatile boolean ready = true;

  @Override
  public Reader open(String workspace, @Nullable String cursor) {
    if (!ready) {
      throw new NotReadyException("no broker");
    }
    if (cursor != null && !cursor.startsWith("c")) {
      throw new IllegalArgumentException("is no place that this stream gave");
    }
    after.add(workspace + " " + cursor);
    reading.incrementAndGet();
    return new Reader() {
      @Override
      public List<Item> next(Duration most) {
        List<Item> all = new ArrayList<>();
        try {
          @Nullable Item first = items.poll(most.toMillis(), TimeUnit.MILLISECONDS);
          if (first != null) {
            all.add(first);
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return all;
      }

      @Override
      public String cursor() {
        return "c0";
      }

      @Override
      public boolean open() {
        return open;
      }

      @Override
      public void close() {
        reading.decrementAndGet();
      }
    };
  }
}
