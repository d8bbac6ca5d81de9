package dev.hookstream.dispatcher.alert;

import dev.hookstream.dispatcher.alert.MailServer.Outcome;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.topology.alert.Digest;
import dev.hookstream.topology.alert.Digests;
import dev.hookstream.topology.alert.Told;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes mails of alerts and hands them over; tells when an alert needs no more. Whatever cannot be
 * done now is done later, with growing pauses. Knows no Kafka, and of time only what it is told.
 * Confined to one thread.
 */
final class Mailer {
  private static final Logger log = LoggerFactory.getLogger(Mailer.class);
  private static final long FIRST_PAUSE_MS = 1_000;
  private static final long LONGEST_PAUSE_MS = 300_000;

  /** A mail that is refused, though never for good, is given up a day after it was wanted. */
  private static final long TRIED_FOR_MS = 24 * 3_600_000L;

  /** And no sooner than after more than an hour of refusals: the server may have been away. */
  private static final int MOST_REFUSALS = 24;

  /** An alert, and in how many mails it still has to be told. */
  static final class Ticket {
    final Alert alert;
    final int partition;
    final long offset;
    private int open = 1;

    Ticket(Alert alert, int partition, long offset) {
      this.alert = alert;
      this.partition = partition;
      this.offset = offset;
    }
  }

  private final MailServer server;
  private final Facts facts;
  private final MailWriter writer;
  private final Told.Defaults defaults;
  private final Consumer<Ticket> done;
  private final MailMetrics metrics;
  private final Digests<Ticket> digests = new Digests<>();

  /** Of which it is not known yet who is to be told. */
  private final Deque<Ticket> unsorted = new ArrayDeque<>();

  /** Of these workspaces nobody could say; in each the first that came is the first to go on. */
  private final Map<String, Deque<Ticket>> setAside = new HashMap<>();

  private long askAgainAt;
  private long sendAgainAt;
  private int failuresInARow;

  /** A mailer that says of each alert when all that is to be told of it has been told. */
  Mailer(
      MailServer server,
      Facts facts,
      MailWriter writer,
      Told.Defaults defaults,
      MailMetrics metrics,
      Consumer<Ticket> done) {
    this.server = server;
    this.facts = facts;
    this.writer = writer;
    this.defaults = defaults;
    this.done = done;
    this.metrics = metrics;
  }

  void take(Ticket ticket) {
    unsorted.add(ticket);
  }

  /** Forgets what another instance takes over. */
  void forget(Predicate<Ticket> theirs) {
    unsorted.removeIf(theirs);
    setAside.values().forEach(waiting -> waiting.removeIf(theirs));
    digests.forget(theirs);
  }

  /**
   * Does what is due; at most one mail, which may take as long as the server's patience.
   *
   * @return whether a mail was handed over, and there may be more
   */
  boolean turn(long now) {
    sort(now);
    if (now < sendAgainAt) {
      return false;
    }
    List<Digest<Ticket>> due = digests.due(now);
    if (due.isEmpty()) {
      return false;
    }
    return send(due.get(0), now);
  }

  private void sort(long now) {
    if (now >= askAgainAt && !setAside.isEmpty()) {
      askAgainAt = now + FIRST_PAUSE_MS;
      setAside.values().forEach(waiting -> sort(waiting, now));
      setAside.values().removeIf(Deque::isEmpty);
    }
    while (!unsorted.isEmpty()) {
      Ticket ticket = unsorted.removeFirst();
      String workspace = ticket.alert.getWorkspaceId();
      if (setAside.containsKey(workspace) || !sort(ticket, now)) {
        askAgainAt = setAside.isEmpty() ? now + FIRST_PAUSE_MS : askAgainAt;
        setAside.computeIfAbsent(workspace, one -> new ArrayDeque<>()).add(ticket);
      }
    }
  }

  private void sort(Deque<Ticket> waiting, long now) {
    while (!waiting.isEmpty() && sort(waiting.getFirst(), now)) {
      waiting.removeFirst();
    }
  }

  /** Puts an alert into the mails it belongs in; false where nobody can say which. */
  private boolean sort(Ticket ticket, long now) {
    try {
      for (Told one : told(ticket.alert)) {
        ticket.open += digests.add(one, ticket.alert, ticket, now) ? 1 : 0;
      }
      closed(ticket);
      return true;
    } catch (NotReadyException e) {
      // The task that knows the settings is on its way between instances, or being restored.
      log.atDebug().setCause(e).log("Who is told of an alert cannot be found out yet");
      return false;
    }
  }

  private List<Told> told(Alert alert) {
    String workspace = alert.getWorkspaceId();
    String endpointId = alert.getEndpointId();
    Endpoint endpoint = endpointId == null ? null : facts.endpoint(workspace, endpointId);
    return Told.of(
        alert, workspace.isEmpty() ? null : facts.settings(workspace), endpoint, defaults);
  }

  private boolean send(Digest<Ticket> digest, long now) {
    Mail mail;
    try {
      mail = writer.write(digest);
    } catch (NotReadyException e) {
      digest.postpone(now + FIRST_PAUSE_MS);
      return false;
    }
    Outcome outcome = server.send(mail);
    switch (outcome.answer()) {
      case TAKEN -> {
        metrics.sent.increment();
        failuresInARow = 0;
        close(digest);
        return true;
      }
      case REFUSED -> {
        metrics.refused.increment();
        log.atWarn()
            .addKeyValue("workspace_id", digest.workspaceId())
            .log("A mail about alerts was refused for good and is dropped: {}", outcome.why());
        close(digest);
        return true;
      }
      case NOT_NOW -> {
        metrics.failed.increment();
        notNow(digest, outcome.why(), now);
        return true;
      }
      case AWAY -> {
        metrics.failed.increment();
        sendAgainAt = now + pause(failuresInARow++);
        log.atWarn()
            .addKeyValue("again_in_ms", sendAgainAt - now)
            .log("The mail server cannot be used; alerts wait: {}", outcome.why());
        return false;
      }
    }
    throw new IllegalStateException("no such answer: " + outcome.answer());
  }

  private void notNow(Digest<Ticket> digest, String why, long now) {
    digest.refused(now + pause(digest.refusals()));
    if (digest.refusals() < MOST_REFUSALS || now - digest.wantedAt() < TRIED_FOR_MS) {
      log.atWarn()
          .addKeyValue("workspace_id", digest.workspaceId())
          .log("A mail about alerts was not taken; it is tried again: {}", why);
      return;
    }
    metrics.givenUp.increment();
    log.atError()
        .addKeyValue("workspace_id", digest.workspaceId())
        .addKeyValue("refusals", digest.refusals())
        .log("A mail about alerts was refused for a day and is given up: {}", why);
    close(digest);
  }

  private void close(Digest<Ticket> digest) {
    digests.close(digest);
    digest.sources().forEach(this::closed);
  }

  private void closed(Ticket ticket) {
    ticket.open--;
    if (ticket.open == 0) {
      done.accept(ticket);
    }
  }

  private static long pause(int failures) {
    return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(failures, 10));
  }
}
