package dev.hookstream.topology.alert;

import dev.hookstream.schemas.Alert;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Gathers alerts into mails. The first alert for an address that is news opens a mail, which waits
 * as long as its reader chose; all that comes meanwhile for the same reader goes into it. What is
 * no news opens none. Knows no clock; not thread-safe.
 *
 * @param <S> what the caller knows an alert by
 */
public final class Digests<S> {
  /** After a stop all that was missed is read within moments, and goes into one mail. */
  private static final long CATCH_UP_MS = 5_000;

  private record Reader(String workspaceId, String email) {}

  private final Map<Reader, Digest<S>> open = new LinkedHashMap<>();

  /**
   * Takes an alert for one reader.
   *
   * @param now milliseconds since 1970
   * @return whether it is done only when its mail is; false where no mail tells of it, or where it
   *     only adds to a count: then a restart loses the count, and nothing that is news
   */
  public boolean add(Told told, Alert alert, S source, long now) {
    Reader reader = new Reader(told.workspaceId(), told.email());
    Digest<S> digest = open.get(reader);
    if (digest == null && !alert.getNews()) {
      return false;
    }
    // From when it happened: whoever takes over, however often, makes nobody wait anew.
    long within = told.within().toMillis();
    long wanted = alert.getAt() + within;
    long due = Math.max(wanted, now + Math.min(within, CATCH_UP_MS));
    if (digest == null) {
      digest = new Digest<>(told.workspaceId(), told.email(), wanted);
      open.put(reader, digest);
    }
    return digest.add(alert, source, due);
  }

  /** Those that are to be sent, the most urgent first; they stay until they are {@link #close}d. */
  public List<Digest<S>> due(long now) {
    return open.values().stream()
        .filter(digest -> digest.dueAt() <= now)
        .sorted(Comparator.comparingLong(Digest::dueAt))
        .toList();
  }

  /** It is sent, or never will be. What comes from now on goes into another. */
  public void close(Digest<S> digest) {
    open.remove(new Reader(digest.workspaceId(), digest.email()));
  }

  /** Forgets the alerts that somebody else tells of; the operator's mails may be of several. */
  public void forget(Predicate<S> theirs) {
    open.values().removeIf(digest -> digest.forget(theirs));
  }
}
