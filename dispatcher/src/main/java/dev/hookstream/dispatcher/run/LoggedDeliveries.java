package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.Deliveries;
import dev.hookstream.dispatcher.api.port.DeliveryFilter;
import dev.hookstream.dispatcher.api.port.DeliveryView;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Page;
import dev.hookstream.dispatcher.log.DeliveryLog;
import dev.hookstream.dispatcher.log.DeliveryPage;
import dev.hookstream.dispatcher.log.DeliveryQuery;
import dev.hookstream.dispatcher.log.LogNotReadyException;
import dev.hookstream.schemas.LogRow;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The delivery log, as the API asks it. */
final class LoggedDeliveries implements Deliveries {
  private final DeliveryLog log;

  LoggedDeliveries(DeliveryLog log) {
    this.log = log;
  }

  @Override
  public Page<LogRow> list(
      String workspace,
      String endpointId,
      DeliveryFilter filter,
      @Nullable String cursor,
      int limit) {
    return ready(
        () -> {
          DeliveryQuery query =
              new DeliveryQuery(
                  filter.type(), filter.status(), filter.eventId(), filter.since(), filter.until());
          DeliveryPage page = log.deliveries(workspace, endpointId, query, cursor, limit);
          return new Page<>(page.rows(), page.next());
        });
  }

  @Override
  public Optional<DeliveryView> find(String workspace, String deliveryId) {
    return ready(
        () ->
            log.delivery(workspace, deliveryId)
                .map(
                    found ->
                        new DeliveryView(
                            found.row(),
                            found.attempts(),
                            found
                                .payload()
                                .map(body -> StandardCharsets.UTF_8.decode(body).toString())
                                .orElse(null))));
  }

  static <T> T ready(Supplier<T> question) {
    try {
      return question.get();
    } catch (LogNotReadyException e) {
      throw new NotReadyException(String.valueOf(e.getMessage()), e);
    }
  }
}
