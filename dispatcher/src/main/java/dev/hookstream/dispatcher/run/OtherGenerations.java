package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.topology.state.Generation;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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
 * Keeps an instance out of groups whose members are of another {@link Generation}: it would be
 * given tasks whose state it cannot read. Each member's client id says its generation, so Kafka's
 * own list of members is all that is asked. Confined to one thread.
 */
final class OtherGenerations {
  private static final Logger log = LoggerFactory.getLogger(OtherGenerations.class);

  /** Longer than it takes Kafka to see that a killed instance has gone. */
  private static final Duration LEAVING =
      Duration.ofMillis(KafkaSettings.SESSION_TIMEOUT_MILLIS).plusSeconds(4);

  /** A join takes less than a second; where Kafka is slow it is not waited for without end. */
  private static final Duration JOINING = Duration.ofMinutes(1);

  private static final long LOOK_AGAIN_MILLIS = 500;
  private static final long LOOK_WHETHER_JOINED_MILLIS = 100;
  private static final Pattern GENERATION = Pattern.compile("-g([0-9a-f]{8})(?:-|$)");

  private final KafkaSettings kafka;
  private final String own;

  /** Members that were there before this instance. */
  private final Set<String> before = new HashSet<>();

  OtherGenerations(KafkaSettings kafka) {
    this(kafka, Generation.id());
  }

  /** For a test, which can be of two generations at once. */
  OtherGenerations(KafkaSettings kafka, String own) {
    this.kafka = kafka;
    this.own = own;
  }

  /**
   * Before this instance joins: returns when there is no other generation, at once where there was
   * none.
   *
   * @throws IllegalStateException in words, where some stay
   */
  void refuse() throws InterruptedException {
    try (Admin admin = Admin.create(kafka.admin("generations"))) {
      awaitLeaving(admin);
      members(admin).values().stream()
          .flatMap(List::stream)
          .map(MemberDescription::consumerId)
          .forEach(before::add);
    }
  }

  /**
   * After: two that start at the same moment have both seen nobody. Each looks again once it can be
   * seen itself, so that the one who joined last sees the other, and gives way. Where both look
   * that late the generation that is first in order waits for the others to give way, and stays.
   *
   * @param parts the groups that this instance joins, of {@link KafkaSettings#WORKING_GROUPS}
   * @throws IllegalStateException in words, where this one is to leave
   */
  void refuseOnceJoined(Collection<String> parts) throws InterruptedException {
    try (Admin admin = Admin.create(kafka.admin("generations"))) {
      awaitJoined(admin, parts);
      List<MemberDescription> others = others(admin);
      if (others.stream().anyMatch(other -> generation(other).compareTo(own) < 0)) {
        throw new IllegalStateException(words(others));
      }
      awaitLeaving(admin);
    }
  }

  private void awaitJoined(Admin admin, Collection<String> parts) throws InterruptedException {
    long end = System.nanoTime() + JOINING.toNanos();
    while (!isIn(members(admin), parts)) {
      if (System.nanoTime() > end) {
        log.warn("This instance has not joined all of its groups within {}: {}", JOINING, parts);
        return;
      }
      Thread.sleep(LOOK_WHETHER_JOINED_MILLIS);
    }
  }

  /** One of our generation will do, whose ever it is: the others see that, too. */
  private boolean isIn(Map<String, List<MemberDescription>> groups, Collection<String> parts) {
    return parts.stream()
        .allMatch(
            part ->
                groups.getOrDefault(kafka.group(part), List.of()).stream()
                    .filter(member -> generation(member).equals(own))
                    .anyMatch(member -> !before.contains(member.consumerId())));
  }

  private void awaitLeaving(Admin admin) throws InterruptedException {
    long end = System.nanoTime() + LEAVING.toNanos();
    List<MemberDescription> others = others(admin);
    if (!others.isEmpty()) {
      log.info("Waiting for instances of another generation to leave: {}", places(others));
    }
    while (!others.isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(words(others));
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
      others = others(admin);
    }
  }

  private String words(List<MemberDescription> others) {
    return "instances of another generation are running, and this one (generation "
        + own
        + ") cannot share their work: "
        + String.join(", ", places(others))
        + ". Stop all of them, then start this one; nothing is lost meanwhile. See"
        + " docs/operate/upgrade.md";
  }

  private static Set<String> places(List<MemberDescription> members) {
    return members.stream()
        .map(member -> "generation " + generation(member) + " at " + place(member))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<MemberDescription> others(Admin admin) {
    return members(admin).values().stream()
        .flatMap(List::stream)
        .filter(member -> !generation(member).equals(own))
        .toList();
  }

  private Map<String, List<MemberDescription>> members(Admin admin) {
    List<String> groups = KafkaSettings.WORKING_GROUPS.stream().map(kafka::group).toList();
    Map<String, List<MemberDescription>> members = new HashMap<>();
    admin
        .describeConsumerGroups(groups)
        .describedGroups()
        .forEach((group, found) -> members.put(group, members(found)));
    return members;
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
