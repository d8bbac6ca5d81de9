package dev.hookstream.dispatcher.backup;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.schemas.AuditEntry;
import dev.hookstream.schemas.Topic;
import dev.hookstream.schemas.serde.AvroCodec;
import dev.hookstream.topology.settings.AuditTrail;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * What was deleted in an installation since a time. By its audit, which is kept for a year, rather
 * than by tombstones, which are compacted away after a day and of which some carry no time.
 *
 * @param ids of webhooks and API keys
 * @param workspaces those that were erased
 * @param known whether the audit reaches back to that time
 */
record Deletions(Set<String> ids, Set<String> workspaces, boolean known) {
  static final Deletions NONE = new Deletions(Set.of(), Set.of(), true);

  Deletions {
    ids = Set.copyOf(ids);
    workspaces = Set.copyOf(workspaces);
  }

  /** Reads the audit from then on. Blocks. */
  static Deletions since(Instant time, KafkaSettings kafka) {
    Set<String> ids = new HashSet<>();
    Set<String> workspaces = new HashSet<>();
    boolean known =
        new TopicRead(kafka, kafka.topic(Topic.AUDIT))
            .since(
                time,
                record -> {
                  if (record.value() != null) {
                    take(AvroCodec.of(AuditEntry.class).decode(record.value()), ids, workspaces);
                  }
                });
    return new Deletions(ids, workspaces, known);
  }

  private static void take(AuditEntry entry, Set<String> ids, Set<String> workspaces) {
    String target = entry.getTarget();
    if (target == null) {
      return;
    }
    switch (entry.getAction()) {
      case AuditTrail.DELETED, AuditTrail.KEY_REVOKED -> ids.add(target);
      case AuditTrail.ERASED -> workspaces.add(entry.getWorkspaceId());
      default -> {
        // nothing that a backup could bring back
      }
    }
  }

  /** Whether something of a workspace went, by itself or with all of it. */
  boolean has(String workspace, String id) {
    return workspaces.contains(workspace) || ids.contains(id);
  }
}
