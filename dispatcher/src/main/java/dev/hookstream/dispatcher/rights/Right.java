package dev.hookstream.dispatcher.rights;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/**
 * What somebody must be allowed to do with one resource of a cluster.
 *
 * @param type a topic, a group or a transactional id
 * @param pattern whether {@code name} is one name or the beginning of several
 * @param operations without {@code Describe} where another of them implies it, as Kafka has it
 */
public record Right(
    ResourceType type, PatternType pattern, String name, Set<AclOperation> operations) {

  /** Leaves out what is implied. */
  public Right {
    Set<AclOperation> said = new TreeSet<>(operations);
    if (said.stream().anyMatch(Right::impliesDescribe)) {
      said.remove(AclOperation.DESCRIBE);
    }
    operations = Set.copyOf(said);
  }

  private static boolean impliesDescribe(AclOperation operation) {
    return switch (operation) {
      case READ, WRITE, DELETE, ALTER -> true;
      default -> false;
    };
  }

  /** The resource in words: {@code topic events}, {@code topics hookstream-log-*}. */
  public String resource() {
    String kind = type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return pattern == PatternType.PREFIXED ? kind + "s " + name + "*" : kind + " " + name;
  }

  /** A line for people: {@code topic events: DescribeConfigs, Read, Write}. */
  @Override
  public String toString() {
    return resource() + ": " + words(operations);
  }

  /** Operations as Kafka's tools call them. */
  static String words(Set<AclOperation> operations) {
    return names(operations).stream().collect(Collectors.joining(", "));
  }

  /** The arguments with which {@code kafka-acls.sh} gives this to a principal. */
  public String command(String principal) {
    List<String> words = new ArrayList<>(List.of("--add", "--allow-principal", principal));
    for (String operation : names(operations)) {
      words.add("--operation");
      words.add(operation);
    }
    words.add("--" + type.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    words.add(name);
    if (pattern == PatternType.PREFIXED) {
      words.add("--resource-pattern-type prefixed");
    }
    return String.join(" ", words);
  }

  private static List<String> names(Set<AclOperation> operations) {
    return operations.stream().map(SecurityUtils::operationName).sorted().toList();
  }
}
