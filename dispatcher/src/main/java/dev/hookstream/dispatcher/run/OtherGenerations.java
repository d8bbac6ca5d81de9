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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.KafkaException;
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

  /** A join takes less than a second; who gives way may take that long to finish its work. */
  private static final Duration PATIENCE = Duration.ofSeconds(100);

  private static final int ANSWER_MILLIS = 3_000;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
  private static final Duration LOOK_WHETHER_JOINED = Duration.ofMillis(100);
  private static final Pattern GENERATION = Pattern.compile("-g([0-9a-f]{8})(?:-|$)");

  private final KafkaSettings kafka;
  private final String own;
  private final Duration patience;

  /** Members that were there before this instance. */
  private final Set<String> before = new HashSet<>();

  OtherGenerations(KafkaSettings kafka) {
    this(kafka, Generation.id(), PATIENCE);
  }

  /** For a test, which can be of two generations at once, and has less time. */
  OtherGenerations(KafkaSettings kafka, String own, Duration patience) {
    this.kafka = kafka;
    this.own = own;
    this.patience = patience;
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
   * The instance works meanwhile, and nothing but a member that was seen ends it: where Kafka does
   * not tell who is there, it stays.
   *
   * @param parts groups that this instance joins, of {@link KafkaSettings#WORKING_GROUPS}
   * @param pause between two looks; ends the looking where the instance is to stop
   * @throws IllegalStateException in words, where this one is to leave
   */
  void refuseOnceJoined(Collection<String> parts, Instance.Pause pause)
      throws InterruptedException {
    Map<String, Object> impatient = kafka.admin("generations");
    impatient.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    impatient.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    try (Admin admin = Admin.create(impatient)) {
      if (awaitJoined(admin, parts, pause)) {
        awaitGivingWay(admin, pause);
      }
    }
  }

  private boolean awaitJoined(Admin admin, Collection<String> parts, Instance.Pause pause)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!known(admin).map(members -> isIn(members, parts)).orElse(false)) {
      if (System.nanoTime() > end) {
        log.warn("This instance is not seen in all of its groups within {}: {}", patience, parts);
        return true;
      }
      if (pause.stops(LOOK_WHETHER_JOINED)) {
        return false;
      }
    }
    return true;
  }

  private void awaitGivingWay(Admin admin, Instance.Pause pause) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    boolean told = false;
    do {
      List<MemberDescription> others = known(admin).map(this::others).orElse(null);
      boolean late = System.nanoTime() > end;
      if (others == null && late) {
        log.warn(
            "Whether instances of another generation run could not be found out; this one stays");
        return;
      }
      if (others != null) {
        if (others.isEmpty()) {
          return;
        }
        if (late || others.stream().anyMatch(other -> generation(other).compareTo(own) < 0)) {
          throw new IllegalStateException(words(others));
        }
        if (!told) {
          log.info("Waiting for instances of another generation to give way: {}", places(others));
          told = true;
        }
      }
    } while (!pause.stops(LOOK_AGAIN));
  }

  /** Empty where Kafka does not say. */
  private Optional<Map<String, List<MemberDescription>>> known(Admin admin) {
    try {
      return Optional.of(members(admin));
    } catch (KafkaException e) {
      log.debug("Who is in the groups is not known now", e);
      return Optional.empty();
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
    List<MemberDescription> others = others(members(admin));
    if (!others.isEmpty()) {
      log.info("Waiting for instances of another generation to leave: {}", places(others));
    }
    while (!others.isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(words(others));
      }
      Thread.sleep(LOOK_AGAIN.toMillis());
      others = others(members(admin));
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

  private List<MemberDescription> others(Map<String, List<MemberDescription>> members) {
    return members.values().stream()
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
