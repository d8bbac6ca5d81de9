package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.api.port.ChangeResult;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.log.LogNotReadyException;
import dev.hookstream.dispatcher.log.LogState;
import dev.hookstream.dispatcher.peer.Peers;
import dev.hookstream.dispatcher.peer.Question;
import dev.hookstream.topology.lane.LaneDirectory;
import dev.hookstream.topology.log.LogFigures;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** How this instance answers what it and the others ask, from its own state. */
final class LocalAnswers {
  private final Peers peers;

  LocalAnswers(Peers peers) {
    this.peers = peers;
  }

  void settings(StateSettings settings, PendingChanges changes, InstantSource clock) {
    put(Questions.ENDPOINT, (ws, asked) -> settings.endpoint(ws, asked.id()).orElse(null));
    put(Questions.ENDPOINTS, (ws, asked) -> settings.endpoints(ws, asked.after(), asked.limit()));
    put(Questions.CONTRACTS, (ws, asked) -> List.copyOf(settings.contracts(ws)));
    put(Questions.AUDIT, (ws, asked) -> settings.audit(ws, asked.after(), asked.limit()));
    put(Questions.ALERTS, (ws, asked) -> settings.alerts(ws).orElse(null));
    put(Questions.BACKLOG, (ws, asked) -> settings.backlog(ws));
    put(Questions.LANES, (ws, asked) -> settings.lanes(ws, asked.ids()));
    put(Questions.WAITING, settings::waiting);
    put(Questions.HELD, (ws, asked) -> settings.held(ws, asked.ids()));
    put(Questions.SEEN, (ws, asked) -> settings.seen(ws, asked.id(), clock.millis()).orElse(null));
    peers.answer(
        Questions.CHANGE,
        (ws, asked) -> {
          settings.requireHere(ws);
          return changes.submit(asked.change()).thenApply(LocalAnswers::answer);
        });
  }

  void log(LogState log) {
    put(
        Questions.PAGE,
        (ws, asked) ->
            log.page(ws, asked.endpointId(), asked.query(), asked.cursor(), asked.limit()));
    put(Questions.DELIVERY, (ws, asked) -> log.find(ws, asked.id()).orElse(null));
    put(
        Questions.OF_EVENT,
        (ws, asked) -> log.ofEvent(ws, asked.id(), asked.since(), asked.cursor(), asked.limit()));
    put(Questions.LAST_OF_EVENT, (ws, asked) -> log.lastOfEvent(ws, asked.id()).orElse(null));
    put(
        Questions.REACHED,
        (ws, asked) -> log.reached(ws, asked.id(), asked.since(), asked.endpointIds()));
    put(Questions.ERASED_THROUGH, (ws, asked) -> log.erasedThrough(ws));
    put(
        Questions.FIGURES,
        (ws, asked) ->
            log.figures(
                ws,
                asked.endpointId(),
                asked.from(),
                asked.to(),
                Duration.ofMillis(asked.widthMillis())));
    put(
        Questions.FIGURES_OF,
        (ws, asked) -> {
          Map<String, List<LogFigures>> all = new LinkedHashMap<>();
          Duration width = Duration.ofMillis(asked.widthMillis());
          for (String id : asked.endpointIds()) {
            all.put(id, log.figures(ws, id, asked.from(), asked.to(), width));
          }
          return all;
        });
    put(Questions.RATES, (ws, asked) -> log.successRates(ws, asked.endpointIds(), asked.now()));
  }

  void operations(LaneDirectory lanes, LogState log, InstantSource clock) {
    put(Questions.BUSY, (ws, asked) -> InstalledOperations.here(lanes, log, clock, asked));
  }

  private <A, R> void put(Question<A, R> question, BiFunction<String, A, R> answer) {
    peers.answer(
        question,
        (workspace, asked) -> {
          try {
            return CompletableFuture.completedFuture(answer.apply(workspace, asked));
          } catch (LogNotReadyException e) {
            throw new NotReadyException(String.valueOf(e.getMessage()), e);
          }
        });
  }

  private static Questions.ChangeAnswer answer(ChangeResult result) {
    if (result instanceof ChangeResult.Applied applied) {
      return new Questions.ChangeAnswer("applied", applied.endpoint(), null, 0);
    } else if (result instanceof ChangeResult.Refused refused) {
      return new Questions.ChangeAnswer("refused", null, refused.reason(), 0);
    } else if (result instanceof ChangeResult.Moved moved) {
      return new Questions.ChangeAnswer("moved", null, null, moved.currentRevision());
    } else if (result instanceof ChangeResult.Gone) {
      return new Questions.ChangeAnswer("gone", null, null, 0);
    } else if (result instanceof ChangeResult.OverQuota over) {
      return new Questions.ChangeAnswer("over-quota", null, over.of(), over.most());
    }
    return new Questions.ChangeAnswer(
        result instanceof ChangeResult.Deleted ? "deleted" : "noted", null, null, 0);
  }
}
