package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.Event;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A workspace's events as they come. Called on a thread of the listener's own; may block. */
public interface LiveEvents {
  /**
   * Begins to read.
   *
   * @param after a {@link Reader#cursor} of before; null for what comes from now on
   * @throws IllegalArgumentException in words, where the cursor is none of this workspace
   * @throws NotReadyException where Kafka does not answer
   */
  Reader open(String workspace, @Nullable String after);

  /** One listener's place. For one thread. */
  interface Reader extends AutoCloseable {
    /**
     * What has come since; empty where nothing has within that time.
     *
     * @throws NotReadyException where Kafka or the registry does not answer; the place is kept
     */
    List<Item> next(Duration most);

    /** The place behind all that {@link #next} gave; to be handed back to {@link #open}. */
    String cursor();

    /** False once this instance stops. */
    boolean open();

    @Override
    void close();
  }

  /** What a listener gets. */
  sealed interface Item {
    /**
     * An event, whatever contract it is for.
     *
     * @param at when it was accepted, milliseconds since 1970
     * @param cursor the place behind it
     */
    record Happened(Event event, long at, String cursor) implements Item {}

    /**
     * The listener was so far behind that what lies between is not shown.
     *
     * @param since accepted at this time or later; milliseconds since 1970
     * @param until accepted before this time
     * @param most that many events were passed over at the most: some are other workspaces'
     */
    record Missed(long since, long until, long most) implements Item {}
  }
}
