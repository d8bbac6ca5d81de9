package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.log.LogState;
import dev.hookstream.dispatcher.peer.Owners;
import dev.hookstream.dispatcher.peer.Peers;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.topology.flow.SeenEvents;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the tasks and the log know of an event and a delivery, whichever instance has them. */
final class SharedState {
  private final Peers peers;
  private final Owners tasks;
  private final Owners rows;

  SharedState(Peers peers, Owners tasks, Owners rows) {
    this.peers = peers;
    this.tasks = tasks;
    this.rows = rows;
  }

  /** Where an event of the last day lies. */
  Optional<SeenEvents.Place> seen(String workspace, String eventId) {
    return Optional.ofNullable(
        peers.now(tasks, Questions.SEEN, workspace, new Questions.Named(eventId)));
  }

  /** Until when all of a workspace was erased, ms since 1970; negative where it never was. */
  long erasedThrough(String workspace) {
    return peers.now(rows, Questions.ERASED_THROUGH, workspace, new Questions.Nothing());
  }

  /** A delivery as the log has it; null where it has none. */
  @Nullable LogRow row(String workspace, String deliveryId) {
    LogState.Found found =
        peers.now(rows, Questions.DELIVERY, workspace, new Questions.Named(deliveryId));
    return found == null ? null : found.row();
  }
}
