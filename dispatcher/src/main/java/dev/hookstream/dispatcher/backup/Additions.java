package dev.hookstream.dispatcher.backup;

import dev.hookstream.dispatcher.backup.Contents.Latest;
import dev.hookstream.dispatcher.backup.Restore.Kept;
import dev.hookstream.schemas.AlertSettings;
import dev.hookstream.schemas.ApiKey;
import dev.hookstream.schemas.Endpoint;
import dev.hookstream.schemas.Workspace;
import dev.hookstream.topology.settings.SettingsKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of a backup an installation gets: whatever is there wins, and so does that something was
 * deleted there since. Pure.
 *
 * @param keys by their hashes
 * @param contracts that a workspace is to have keys for
 * @param there what the installation has
 * @param gone what was deleted there
 */
record Additions(
    Map<String, ApiKey> keys,
    Map<String, List<String>> contracts,
    Map<String, AlertSettings> alerts,
    List<Endpoint> endpoints,
    Kept there,
    Kept gone) {

  /**
   * Compares.
   *
   * @param since from when on a deletion wins over the backup
   * @param deleted what the audit knows of that
   */
  static Additions of(
      Backup backup,
      Latest<ApiKey> keysThere,
      Map<String, Endpoint> endpointsThere,
      Map<String, Workspace> workspacesThere,
      Instant since,
      Deletions deleted) {
    Map<String, ApiKey> keys = new TreeMap<>(backup.keys());
    keys.keySet().removeAll(keysThere.there().keySet());
    int keysLeft = keys.size();
    keys.entrySet()
        .removeIf(
            one ->
                deleted.has(one.getValue().getWorkspaceId(), one.getValue().getId())
                    || !keysThere.gone().getOrDefault(one.getKey(), Instant.MIN).isBefore(since));

    List<Endpoint> endpoints = new ArrayList<>(backup.endpoints());
    endpoints.removeIf(one -> endpointsThere.containsKey(keyOf(one)));
    int endpointsLeft = endpoints.size();
    endpoints.removeIf(one -> deleted.has(one.getWorkspaceId(), one.getId()));

    Map<String, List<String>> contracts = new TreeMap<>();
    Map<String, AlertSettings> alerts = new TreeMap<>();
    int alertsThere = 0;
    int alertsGone = 0;
    for (Map.Entry<String, Workspace> one : backup.workspaces().entrySet()) {
      String id = one.getKey();
      Workspace there = workspacesThere.get(id);
      AlertSettings kept = one.getValue().getAlerts();
      boolean erased = deleted.workspaces().contains(id);
      if (kept != null && there != null && there.getAlerts() != null) {
        alertsThere++;
      } else if (kept != null && erased) {
        alertsGone++;
      } else if (kept != null) {
        alerts.put(id, kept);
      }
      List<String> missing = new ArrayList<>(one.getValue().getContracts());
      missing.removeAll(there == null ? List.of() : there.getContracts());
      if (!erased && !missing.isEmpty()) {
        contracts.put(id, missing);
      }
    }
    return new Additions(
        keys,
        contracts,
        alerts,
        endpoints,
        new Kept(
            backup.keys().size() - keysLeft,
            backup.endpoints().size() - endpointsLeft,
            alertsThere),
        new Kept(keysLeft - keys.size(), endpointsLeft - endpoints.size(), alertsGone));
  }

  /** How many workspaces get contracts or alert settings. */
  int workspaces() {
    Set<String> all = new HashSet<>(contracts.keySet());
    all.addAll(alerts.keySet());
    return all.size();
  }

  /** An endpoint's key in the store of them. */
  static String keyOf(Endpoint endpoint) {
    return SettingsKeys.endpoint(endpoint.getWorkspaceId(), endpoint.getId());
  }
}
