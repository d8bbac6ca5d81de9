package dev.hookstream.dispatcher.run;

import dev.hookstream.dispatcher.config.Config.Role;
import dev.hookstream.dispatcher.kafka.Difference;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import dev.hookstream.dispatcher.rights.Right;
import dev.hookstream.dispatcher.rights.Rights;
import dev.hookstream.dispatcher.rights.RightsCheck;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be true of a cluster before an instance may run on it. For any thread; blocks. */
public final class StartChecks {
  private static final Logger log = LoggerFactory.getLogger(StartChecks.class);

  private final KafkaSettings kafka;
  private final Set<Role> roles;

  /** Asks nothing yet. */
  public StartChecks(KafkaSettings kafka, Set<Role> roles) {
    this.kafka = kafka;
    this.roles = roles;
  }

  /** What the principal of an instance with these roles must be allowed to do. */
  public List<Right> rights() {
    Set<Rights.Holder> holders = EnumSet.noneOf(Rights.Holder.class);
    for (Role role : roles) {
      holders.add(
          switch (role) {
            case API, TOPOLOGY -> Rights.Holder.TOPOLOGY;
            case SENDER -> Rights.Holder.SENDER;
            case DELAY -> Rights.Holder.DELAY;
          });
    }
    return Rights.of(kafka, holders);
  }

  /**
   * All that is not as it must be, or should be: first the rights, and where those are there the
   * topics, since one that may not be looked at seems to be missing.
   *
   * @throws KafkaException in words, where Kafka does not answer or does not know us
   */
  public List<Difference> differences() {
    try {
      List<Difference> missing = new RightsCheck(kafka).missing(rights());
      if (missing.stream().anyMatch(StartChecks::isError)) {
        return missing;
      }
      List<Difference> topics = new TopicAdmin(kafka).check();
      return Stream.concat(missing.stream(), topics.stream()).toList();
    } catch (AuthenticationException e) {
      throw new KafkaException(refused(e), e);
    }
  }

  private String refused(AuthenticationException cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why = root == cause ? "" : " (" + root.getMessage() + ")";
    return "no connection to "
        + kafka.bootstrapServers()
        + " as the settings in kafka.client have it ("
        + kafka.client().getOrDefault("security.protocol", "PLAINTEXT")
        + "): "
        + cause.getMessage()
        + why;
  }

  /**
   * Logs what should be different.
   *
   * @throws IllegalStateException in words, where something must be different
   */
  void require() {
    StringBuilder errors = new StringBuilder();
    for (Difference difference : differences()) {
      if (isError(difference)) {
        errors.append("\n  ").append(difference.topic()).append(": ").append(difference.text());
      } else {
        log.atWarn().addKeyValue("topic", difference.topic()).log(difference.text());
      }
    }
    if (!errors.isEmpty()) {
      throw new IllegalStateException("the cluster is not as it must be:" + errors);
    }
  }

  private static boolean isError(Difference difference) {
    return difference.severity() == Difference.Severity.ERROR;
  }
}
