package dev.hookstream.topology.alert;

import dev.hookstream.schemas.Alert;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.topology.contract.OperationalTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One who is told of an alert by mail.
 *
 * @param workspaceId whose alert; empty where it is the operator's
 * @param within the longest that the alert may wait for others to go into the same mail
 */
public record Told(String workspaceId, String email, Duration within) {
  /**
   * The longest that an owner may have alerts gathered, in minutes; the offsets of what waits are
   * kept in memory.
   */
  public static final int MOST_MINUTES = 24 * 60;

  /** What an installation says. */
  public record Defaults(Optional<String> operatorEmail, Duration within) {}

  /**
   * Who is told of an alert: the workspace's addresses, and that of the endpoint it is about, each
   * once, each where it wants to hear of the kind. The operator, of what no workspace is told.
   *
   * @param workspace the workspace's settings; null where it has none
   * @param endpoint that the alert is about; null where there is none (any more)
   */
  public static List<Told> of(
      Alert alert,
      @Nullable AlertSettings workspace,
      @Nullable Endpoint endpoint,
      Defaults defaults) {
    String id = alert.getWorkspaceId();
    String type = OperationalTypes.of(alert.getKind()).orElse(null);
    if (id.isEmpty() || type == null) {
      return defaults.operatorEmail().stream()
          .map(email -> new Told("", email, defaults.within()))
          .toList();
    }
    List<Told> told = new ArrayList<>();
    List<String> types = workspace == null ? null : workspace.getTypes();
    Duration within = minutes(workspace == null ? null : workspace.getDigestMinutes(), defaults);
    String own = endpoint == null ? null : endpoint.getAlertEmail();
    if (endpoint != null && own != null) {
      List<String> ownTypes = endpoint.getAlertTypes();
      Integer ownMinutes = endpoint.getAlertDigestMinutes();
      if (wants(ownTypes == null ? types : ownTypes, type)) {
        told.add(new Told(id, own, ownMinutes == null ? within : Duration.ofMinutes(ownMinutes)));
      }
    }
    if (workspace != null && wants(types, type)) {
      workspace.getEmails().stream()
          .distinct()
          .filter(email -> told.stream().noneMatch(has -> has.email().equals(email)))
          .forEach(email -> told.add(new Told(id, email, within)));
    }
    return told;
  }

  private static boolean wants(@Nullable List<String> types, String type) {
    return types == null || types.contains(type);
  }

  private static Duration minutes(@Nullable Integer own, Defaults defaults) {
    return own == null ? defaults.within() : Duration.ofMinutes(own);
  }
}
