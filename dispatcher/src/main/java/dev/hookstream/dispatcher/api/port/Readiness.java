package dev.hookstream.dispatcher.api.port;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether this instance is ready to work. */
public interface Readiness {
  /** The state of each part, at once and without blocking. */
  List<Check> checks();

  /** Why nothing but a new start of the process can help; empty where that is not so. */
  Optional<String> dead();

  /**
   * One part.
   *
   * @param name for example {@code kafka}
   * @param detail why it is not ready, in words; null where it is
   */
  record Check(String name, boolean ok, @Nullable String detail) {}
}
