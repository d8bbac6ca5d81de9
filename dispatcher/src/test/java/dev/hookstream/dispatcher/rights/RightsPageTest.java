package dev.hookstream.dispatcher.rights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.rights.Rights.Holder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class RightsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "operate", "clusters.md");
  private static final KafkaSettings KAFKA = KafkaSettings.plain("nowhere:9092");

  private static final Map<Holder, String> WHO = new LinkedHashMap<>();

  static {
    WHO.put(Holder.UPSTREAM, "a service that publishes to Kafka");
    WHO.put(Holder.TOPOLOGY, "roles `api`, `topology`");
    WHO.put(Holder.SENDER, "role `sender`");
    WHO.put(Holder.DELAY, "role `delay`");
    WHO.put(Holder.OPERATOR, "who runs `topics create`");
    WHO.put(Holder.BACKUP, "who runs `backup`");
    WHO.put(Holder.RESTORE, "who runs `restore`");
    WHO.put(Holder.BENCH, "who runs `bench --config`");
  }

  @Test
  void the_page_lists_the_rights_that_are_checked_and_tried() throws IOException {
    assertThat(WHO).containsOnlyKeys(Holder.values());
    assertThat(Files.readString(PAGE)).as("paste this table:%n%s", table()).contains(table());
  }

  @Test
  void kafkas_own_tool_takes_what_is_printed() {
    Right right =
        new Right(
            ResourceType.TRANSACTIONAL_ID,
            PatternType.PREFIXED,
            "hookstream-replay-",
            Set.of(AclOperation.WRITE, AclOperation.DESCRIBE));
    assertThat(right.command("User:hookstream"))
        .isEqualTo(
            "--add --allow-principal User:hookstream --operation Write --transactional-id"
                + " hookstream-replay- --resource-pattern-type prefixed");
  }

  /** What may be done alike stands in one row. */
  private static String table() {
    StringBuilder table = new StringBuilder("| who | may | on |\n|---|---|---|\n");
    WHO.forEach(
        (holder, words) -> {
          Map<String, List<String>> rows = new LinkedHashMap<>();
          for (Right right : Rights.of(KAFKA, List.of(holder))) {
            String kind = right.resource().substring(0, right.resource().lastIndexOf(' '));
            String star = right.pattern() == PatternType.PREFIXED ? "*" : "";
            rows.computeIfAbsent(
                    Right.words(right.operations()) + " | " + kind, unused -> new ArrayList<>())
                .add("`" + right.name() + star + "`");
          }
          rows.forEach(
              (row, names) ->
                  table.append("| %s | %s %s |\n".formatted(words, row, String.join(", ", names))));
        });
    return table.toString();
  }
}
