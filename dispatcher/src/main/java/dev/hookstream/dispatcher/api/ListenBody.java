package dev.hookstream.dispatcher.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookstream.dispatcher.api.port.LiveEvents;
import dev.hookstream.dispatcher.api.port.LiveEvents.Item;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.schemas.Event;
import dev.hookstream.topology.contract.Contract;
import dev.hookstream.topology.contract.OperationalTypes;
import dev.hookstream.topology.flow.EventCheck;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One listener's stream. Each event carries the place behind it; so does a sign of life, so that
 * who comes back after a quiet hour is not sent through it again.
 */
final class ListenBody implements LiveBody {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final long SIGN_OF_LIFE_NANOS = Duration.ofSeconds(15).toNanos();

  private final LiveEvents.Reader reader;
  private final String workspace;
  private final Contract contract;
  private final List<String> patterns;
  private final Runnable atEnd;
  private String troubled = "";

  /**
   * @param patterns of the types that are wanted; empty for all
   * @param atEnd called once, when it is over
   */
  ListenBody(
      LiveEvents.Reader reader,
      String workspace,
      Contract contract,
      List<String> patterns,
      Runnable atEnd) {
    this.reader = reader;
    this.workspace = workspace;
    this.contract = contract;
    this.patterns = patterns;
    this.atEnd = atEnd;
  }

  @Override
  public void write(LiveConnection to) throws InterruptedException {
    try {
      ObjectNode hello =
          Json.object().put("workspace_id", workspace).put("contract", contract.name());
      boolean going = to.send(message("listening", reader.cursor(), hello));
      long said = System.nanoTime();
      while (going && reader.open() && !to.gone()) {
        Optional<Problem> refusal = to.refusal();
        if (refusal.isPresent()) {
          // Told as an event: the answer's status went out long ago.
          to.send(message("end", null, refusal.get().toJson()));
          going = false;
        } else if (step(to)) {
          said = System.nanoTime();
        } else if (System.nanoTime() - said > SIGN_OF_LIFE_NANOS) {
          going = to.send("id: " + reader.cursor() + "\n\n");
          said = System.nanoTime();
        }
      }
    } finally {
      abandoned();
    }
  }

  /** Whether something was said. */
  private boolean step(LiveConnection to) throws InterruptedException {
    List<Item> items;
    try {
      items = reader.next(LOOK);
      troubled = "";
    } catch (NotReadyException e) {
      String trouble = String.valueOf(e.getMessage());
      Thread.sleep(LOOK.toMillis());
      boolean told = trouble.equals(troubled);
      troubled = trouble;
      return !told && to.send(message("waiting", null, Json.object().put("reason", trouble)));
    }
    boolean said = false;
    for (Item item : items) {
      Optional<String> message = message(item);
      if (message.isPresent()) {
        if (!to.send(message.get())) {
          return said;
        }
        said = true;
      }
    }
    return said;
  }

  private Optional<String> message(Item item) {
    if (item instanceof Item.Missed missed) {
      ObjectNode json =
          Json.object()
              .put("since", Instant.ofEpochMilli(missed.since()).toString())
              .put("until", Instant.ofEpochMilli(missed.until()).toString())
              .put("most", missed.most());
      return Optional.of(message("missed", null, json));
    }
    Item.Happened happened = (Item.Happened) item;
    return wanted(happened.event())
        ? Optional.of(message("event", happened.cursor(), view(happened)))
        : Optional.empty();
  }

  /** As for a webhook of that contract. */
  private boolean wanted(Event event) {
    String product = event.getProduct();
    boolean ours = OperationalTypes.isOurs(event);
    return (product == null || product.equals(contract.name()) || ours)
        && ((patterns.isEmpty() && !ours)
            || patterns.stream().anyMatch(p -> contract.subscription().matches(p, event.getType())))
        && EventCheck.takes(event, contract);
  }

  private ObjectNode view(Item.Happened happened) {
    Event event = happened.event();
    return Json.object()
        .put("id", event.getId())
        .put("type", event.getType())
        .put("occurred_at", event.getOccurredAt().toString())
        .put("accepted_at", Instant.ofEpochMilli(happened.at()).toString())
        .put("body", new String(contract.render(event), StandardCharsets.UTF_8));
  }

  /** JSON has no line end of its own, so one line holds it. */
  private static String message(
      String name, @org.jspecify.annotations.Nullable String cursor, ObjectNode json) {
    String id = cursor == null ? "" : "id: " + cursor + "\n";
    String data = new String(Json.write(json), StandardCharsets.UTF_8);
    return id + "event: " + name + "\ndata: " + data + "\n\n";
  }

  @Override
  public void abandoned() {
    reader.close();
    atEnd.run();
  }
}
