package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.alert.Facts;
import dev.hookstream.dispatcher.api.port.NotReadyException;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.Endpoint;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What mails about alerts take from the tasks, wherever they are. */
final class AlertFacts implements Facts {
  private final Settings settings;

  AlertFacts(Settings settings) {
    this.settings = settings;
  }

  @Override
  public @Nullable AlertSettings settings(String workspaceId) {
    return settings.alerts(workspaceId).orElse(null);
  }

  @Override
  public @Nullable Endpoint endpoint(String workspaceId, String endpointId) {
    return settings.endpoint(workspaceId, endpointId).orElse(null);
  }

  @Override
  public OptionalLong waiting(String workspaceId, String endpointId) {
    try {
      return OptionalLong.of(settings.lane(workspaceId, endpointId).backlog());
    } catch (NotReadyException e) {
      // A number that the mail does without.
      return OptionalLong.empty();
    }
  }
}
