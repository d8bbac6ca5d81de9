package dev.hookstream.dispatcher.api;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.hookstream.schemas.Change;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.PutEndpoint;
import org.jspecify.annotations.Nullable;

/** Makes the records that ask for a change. */
final class ChangeRecords {
  private ChangeRecords() {}

  static Change put(
      Request request, Endpoint endpoint, @Nullable Long expected, boolean discard, long now) {
    return change(request, new PutEndpoint(endpoint, expected, discard), now);
  }

  static Change change(Request request, Object action, long now) {
    return of(request.workspace(), request.caller().name(), action, now);
  }

  static Change of(String workspace, String by, Object action, long now) {
    return new Change("chg_" + UlidCreator.getUlid(now), workspace, now, by, action);
  }
}
