package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.log.LogState;
import dev.hookstream.dispatcher.peer.Owners;
import dev.hookstream.dispatcher.peer.Peers;
import dev.hookstream.schemas.ErrorKind;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.LogStatus;
import dev.hookstream.schemas.Waiting;
import java.util.List;

/**
 * What waits in an endpoint's lane, as rows of the log. The log has none of what has never been
 * attempted, and is not told of what waits again: the lane itself is asked.
 */
final class HeldDeliveries {
  private final Peers peers;
  private final Owners tasks;
  private final Owners rows;

  HeldDeliveries(Peers peers, Owners tasks, Owners rows) {
    this.peers = peers;
    this.tasks = tasks;
    this.rows = rows;
  }

  Page<LogRow> list(String workspace, Questions.Paged asked) {
    Questions.Waits waits = peers.now(tasks, Questions.WAITING, workspace, asked);
    return new Page<>(
        waits.part().waiting().stream().map(one -> row(workspace, one, waits.reason())).toList(),
        waits.part().next());
  }

  /** Those of some deliveries that wait. */
  List<LogRow> find(String workspace, List<String> deliveryIds) {
    return deliveryIds.isEmpty()
        ? List.of()
        : peers.now(tasks, Questions.HELD, workspace, new Questions.Several(deliveryIds)).stream()
            .map(held -> row(workspace, held.waiting(), held.reason()))
            .toList();
  }

  private LogRow row(String workspace, Waiting waiting, String reason) {
    LogRow row = attempted(workspace, waiting);
    row.setStatus(LogStatus.HELD);
    row.setNextAttemptAt(null);
    row.setReason(reason);
    return row;
  }

  private LogRow attempted(String workspace, Waiting waiting) {
    LogState.Found found =
        waiting.getFirstAttemptAt() == 0
            ? null
            : peers.now(
                rows,
                Questions.DELIVERY,
                workspace,
                new Questions.Named(waiting.getRef().getDeliveryId()));
    return found != null
        ? found.row()
        : LogRow.newBuilder()
            .setRef(waiting.getRef())
            .setStatus(LogStatus.HELD)
            .setAttempts(0)
            .setLastError(ErrorKind.NONE)
            .setLastAttemptAt(0)
            .build();
  }
}
