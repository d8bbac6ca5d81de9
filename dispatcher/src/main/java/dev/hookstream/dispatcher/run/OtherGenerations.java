package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.topology.state.Generation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an instance from joining groups whose members are of another {@link Generation}: they would
 * be given tasks whose state they cannot read. Each member's client id says its generation, so
 * Kafka's own list of members is all that is asked.
 */
final class OtherGenerations {
  private static final Logger log = LoggerFactory.getLogger(OtherGenerations.class);

  /** Longer than it takes Kafka to see that a killed instance has gone. */
  private static final Duration LEAVING =
      Duration.ofMillis(KafkaSettings.SESSION_TIMEOUT_MILLIS).plusSeconds(4);

  private static final long LOOK_AGAIN_MILLIS = 500;
  private static final Pattern GENERATION = Pattern.compile("-g([0-9a-f]{8})(?:-|$)");

  private final KafkaSettings kafka;

  OtherGenerations(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * Returns when there is none, at once where there was none.
   *
   * @throws IllegalStateException in words, where some stay
   */
  void refuse() throws InterruptedException {
    long end = System.nanoTime() + LEAVING.toNanos();
    try (Admin admin = Admin.create(kafka.admin("generations"))) {
      Set<String> others = others(admin);
      if (!others.isEmpty()) {
        log.info("Waiting for instances of another generation to leave: {}", others);
      }
      while (!others.isEmpty()) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException(words(others));
        }
        Thread.sleep(LOOK_AGAIN_MILLIS);
        others = others(admin);
      }
    }
  }

  private static String words(Set<String> others) {
    return "instances of another generation are running, and this one (generation "
        + Generation.id()
        + ") cannot share their work: "
        + String.join(", ", others)
        + ". Stop all of them, then start this one; nothing is lost meanwhile. See"
        + " docs/operate/upgrade.md";
  }

  private Set<String> others(Admin admin) {
    List<String> groups = KafkaSettings.WORKING_GROUPS.stream().map(kafka::group).toList();
    Map<String, KafkaFuture<ConsumerGroupDescription>> found =
        admin.describeConsumerGroups(groups).describedGroups();
    return found.values().stream()
        .flatMap(group -> members(group).stream())
        .filter(member -> !generation(member).equals(Generation.id()))
        .map(member -> "generation " + generation(member) + " at " + place(member))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<MemberDescription> members(KafkaFuture<ConsumerGroupDescription> group) {
    try {
      return List.copyOf(TopicAdmin.get(group).members());
    } catch (GroupIdNotFoundException e) {
      return List.of(); // nobody has ever joined it
    }
  }

  private static String generation(MemberDescription member) {
    Matcher said = GENERATION.matcher(member.clientId());
    return said.find() ? said.group(1) : "unknown";
  }

  private static String place(MemberDescription member) {
    return member.host().replaceFirst("^/", "");
  }
}
