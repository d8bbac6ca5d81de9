package dev.hookstream.dispatcher.run;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.hookstream.dispatcher.api.port.LaneView;
import dev.hookstream.dispatcher.api.port.Operations;
import dev.hookstream.dispatcher.log.LogState;
import dev.hookstream.dispatcher.peer.Question;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.LogRow;
import dev.hookstream.schemas.Waiting;
import dev.hookstream.topology.flow.SeenEvents;
import dev.hookstream.topology.lane.WaitingReader;
import dev.hookstream.topology.log.DeliveryPage;
import dev.hookstream.topology.log.DeliveryQuery;
import dev.hookstream.topology.log.LogFigures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What instances ask each other. Optional answers are null where there is nothing. */
final class Questions {
  /** A little more than who applies a change waits for it. */
  private static final Duration CHANGING = Duration.ofSeconds(25);

  record Named(String id) {}

  record Several(List<String> ids) {}

  record Listed(@Nullable String after, int limit) {}

  record Nothing() {}

  record Paged(String endpointId, DeliveryQuery query, @Nullable String cursor, int limit) {}

  /** What waits in a lane, and what for. */
  record Waits(WaitingReader.Part part, String reason) {}

  record EventPaged(String id, long since, @Nullable String cursor, int limit) {}

  record Reached(String id, long since, List<String> endpointIds) {}

  /** One that waits in a lane, and what for. */
  record Held(Waiting waiting, String reason) {}

  record Figured(String endpointId, long from, long to, long widthMillis) {}

  record FiguredAll(List<String> endpointIds, long from, long to, long widthMillis) {}

  record Rated(List<String> endpointIds, long now) {}

  record Most(Operations.Order order, int limit) {}

  record Changed(Change change) {}

  /** A {@link dev.hookstream.dispatcher.api.port.ChangeResult}. */
  record ChangeAnswer(
      String result, @Nullable Endpoint endpoint, @Nullable String reason, long revision) {}

  static final Question<Named, @Nullable Endpoint> ENDPOINT =
      Question.of("settings.endpoint", Named.class, new TypeReference<>() {});
  static final Question<Listed, List<Endpoint>> ENDPOINTS =
      Question.of("settings.endpoints", Listed.class, new TypeReference<>() {});
  static final Question<Nothing, List<String>> CONTRACTS =
      Question.of("settings.contracts", Nothing.class, new TypeReference<>() {});
  static final Question<Listed, List<AuditEntry>> AUDIT =
      Question.of("settings.audit", Listed.class, new TypeReference<>() {});
  static final Question<Nothing, @Nullable AlertSettings> ALERTS =
      Question.of("settings.alerts", Nothing.class, new TypeReference<>() {});
  static final Question<Nothing, Long> BACKLOG =
      Question.of("settings.backlog", Nothing.class, new TypeReference<>() {});
  static final Question<Several, List<LaneView>> LANES =
      Question.of("settings.lanes", Several.class, new TypeReference<>() {});
  static final Question<Named, SeenEvents.@Nullable Place> SEEN =
      Question.of("events.seen", Named.class, new TypeReference<>() {});
  static final Question<Changed, ChangeAnswer> CHANGE =
      new Question<>("settings.change", Changed.class, new TypeReference<>() {}, CHANGING);
  static final Question<Paged, DeliveryPage> PAGE =
      Question.of("log.page", Paged.class, new TypeReference<>() {});
  static final Question<Paged, Waits> WAITING =
      Question.of("lane.waiting", Paged.class, new TypeReference<>() {});
  static final Question<Named, LogState.@Nullable Found> DELIVERY =
      Question.of("log.delivery", Named.class, new TypeReference<>() {});
  static final Question<EventPaged, DeliveryPage> OF_EVENT =
      Question.of("log.of-event", EventPaged.class, new TypeReference<>() {});
  static final Question<Named, @Nullable LogRow> LAST_OF_EVENT =
      Question.of("log.last-of-event", Named.class, new TypeReference<>() {});
  static final Question<Reached, List<String>> REACHED =
      Question.of("log.reached", Reached.class, new TypeReference<>() {});
  static final Question<Several, List<Held>> HELD =
      Question.of("lane.held", Several.class, new TypeReference<>() {});
  static final Question<Nothing, Long> ERASED_THROUGH =
      Question.of("log.erased-through", Nothing.class, new TypeReference<>() {});
  static final Question<Figured, List<LogFigures>> FIGURES =
      Question.of("log.figures", Figured.class, new TypeReference<>() {});
  static final Question<FiguredAll, Map<String, List<LogFigures>>> FIGURES_OF =
      Question.of("log.figures-of", FiguredAll.class, new TypeReference<>() {});
  static final Question<Rated, Map<String, Double>> RATES =
      Question.of("log.rates", Rated.class, new TypeReference<>() {});

  static final Question<Most, List<Operations.Busy>> BUSY =
      Question.of("lanes.busy", Most.class, new TypeReference<>() {});

  private Questions() {}
}
