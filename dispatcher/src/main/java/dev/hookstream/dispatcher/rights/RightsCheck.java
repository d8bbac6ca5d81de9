package dev.hookstream.dispatcher.rights;

import dev.hookstream.dispatcher.kafka.Difference;
import dev.hookstream.dispatcher.kafka.KafkaSettings;
import dev.hookstream.dispatcher.kafka.TopicAdmin;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka which of some rights the principal of these settings has. A cluster without an
 * authorizer allows everything. Of a topic or a group that is not there yet only {@code Describe}
 * can be asked for, of a transactional id never more. For any thread; blocks.
 */
public final class RightsCheck {
  private final KafkaSettings kafka;

  /** Opens nothing until it is asked. */
  public RightsCheck(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * What is missing of these, in their order.
   *
   * @throws KafkaException where Kafka does not answer
   */
  public List<Difference> missing(List<Right> rights) {
    try (Admin admin = Admin.create(kafka.admin("rights"))) {
      Asked asked = new Asked(admin, rights, TopicAdmin.get(admin.listTopics().names()));
      List<Difference> missing = new ArrayList<>();
      for (Right right : rights) {
        Set<AclOperation> wanted = EnumSet.copyOf(right.operations());
        wanted.removeAll(asked.allowed(right));
        if (!wanted.isEmpty()) {
          missing.add(difference(right, wanted, Difference.Severity.ERROR));
        }
        if (right.operations().contains(AclOperation.CREATE)) {
          asked.wouldNotMake(right, kafka.replicationFactor()).ifPresent(missing::add);
        }
      }
      return missing;
    }
  }

  private static Difference difference(
      Right right, Set<AclOperation> operations, Difference.Severity severity) {
    // Without one right that implies Describe, Kafka does not tell of the others.
    boolean unseen = operations.equals(right.operations());
    return new Difference(
        severity,
        right.resource(),
        (unseen
                ? "this principal may not even look at it, and needs "
                : "this principal may look at it, and lacks ")
            + Right.words(operations)
            + "; `hookstream topics acls` prints the commands that give it");
  }

  /** What Kafka says of the resources of some rights. */
  private static final class Asked {
    private final Admin admin;
    private final Set<String> there;
    private final Map<String, KafkaFuture<Set<AclOperation>>> topics;
    private final Map<String, KafkaFuture<Set<AclOperation>>> groups;

    Asked(Admin admin, List<Right> rights, Set<String> there) {
      this.admin = admin;
      this.there = there;
      Set<String> names = names(rights, ResourceType.TOPIC);
      // A prefix's own: all that are there under it.
      rights.stream()
          .filter(right -> right.type() == ResourceType.TOPIC)
          .forEach(right -> under(right).forEach(names::add));
      topics =
          admin
              .describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
              .topicNameValues()
              .entrySet()
              .stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      entry -> entry.getValue().thenApply(topic -> topic.authorizedOperations())));
      groups =
          admin
              .describeConsumerGroups(
                  names(rights, ResourceType.GROUP),
                  new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
              .describedGroups()
              .entrySet()
              .stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      entry -> entry.getValue().thenApply(group -> group.authorizedOperations())));
    }

    private static Set<String> names(List<Right> rights, ResourceType type) {
      return rights.stream()
          .filter(right -> right.type() == type && right.pattern() == PatternType.LITERAL)
          .map(Right::name)
          .collect(Collectors.toSet());
    }

    private List<String> under(Right right) {
      return right.pattern() == PatternType.PREFIXED
          ? there.stream().filter(name -> name.startsWith(right.name())).toList()
          : List.of();
    }

    Set<AclOperation> allowed(Right right) {
      return switch (right.type()) {
        case GROUP -> operations(groups.get(right.name()));
        case TRANSACTIONAL_ID -> transactions(right);
        default -> topics(right);
      };
    }

    private Set<AclOperation> topics(Right right) {
      Set<AclOperation> allowed = EnumSet.allOf(AclOperation.class);
      if (right.pattern() == PatternType.LITERAL) {
        allowed.retainAll(operations(topics.get(right.name())));
      }
      under(right).forEach(name -> allowed.retainAll(operations(topics.get(name))));
      allowed.add(AclOperation.CREATE); // asked for otherwise
      return allowed;
    }

    private Set<AclOperation> transactions(Right right) {
      String any = right.name() + "rights-check";
      return operations(
          admin
              .describeTransactions(List.of(any))
              .description(any)
              .thenApply(description -> EnumSet.allOf(AclOperation.class)));
    }

    /** All where that cannot be known, none where nothing is allowed. */
    private static Set<AclOperation> operations(
        @Nullable KafkaFuture<? extends Set<AclOperation>> future) {
      Set<AclOperation> all = EnumSet.allOf(AclOperation.class);
      try {
        Set<AclOperation> said = future == null ? null : TopicAdmin.get(future);
        return said == null ? all : said;
      } catch (UnknownTopicOrPartitionException
          | GroupIdNotFoundException
          | TransactionalIdNotFoundException e) {
        return all;
      } catch (AuthorizationException e) {
        return Set.of();
      }
    }

    /** Whether a topic could not be made now, by asking for one without having it made. */
    Optional<Difference> wouldNotMake(Right right, short replicas) {
      boolean literal = right.pattern() == PatternType.LITERAL;
      String name = literal ? right.name() : right.name() + "rights-check";
      if (there.contains(name)) {
        return Optional.empty();
      }
      try {
        TopicAdmin.get(
            admin
                .createTopics(
                    List.of(new NewTopic(name, 1, replicas)),
                    new CreateTopicsOptions().validateOnly(true))
                .all());
        return Optional.empty();
      } catch (TopicExistsException e) {
        return Optional.empty(); // it is there, and this principal may not see it
      } catch (AuthorizationException e) {
        // Those that are there may have been made by somebody else, for this principal.
        boolean made = !under(right).isEmpty();
        return Optional.of(
            difference(
                right,
                Set.of(AclOperation.CREATE),
                made ? Difference.Severity.WARNING : Difference.Severity.ERROR));
      } catch (KafkaException e) {
        return Optional.of(
            new Difference(
                Difference.Severity.WARNING,
                right.resource(),
                "Kafka would not make one: " + e.getMessage()));
      }
    }
  }
}
