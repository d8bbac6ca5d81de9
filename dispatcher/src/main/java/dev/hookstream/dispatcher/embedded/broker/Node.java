package dev.hookstream.dispatcher.embedded.broker;

import dev.hookstream.dispatcher.embedded.LoopbackPorts;
import org.apache.kafka.common.Uuid;

/**
 * Which node of which cluster a broker is. All nodes are broker and controller in one.
 *
 * @param id from 1 on
 * @param voters the controllers as Kafka lists them: {@code 1@127.0.0.1:PORT,2@…}
 * @param clusterId what a new folder is formatted with
 */
record Node(int id, String voters, String clusterId) {
  /** The only node of a cluster of its own. */
  static final int ALONE = 1;

  /** Properties of a JVM whose broker is one of several; all three, or none of them. */
  static final String ID = "hookstream.broker.node";

  static final String VOTERS = "hookstream.broker.voters";
  static final String CLUSTER = "hookstream.broker.cluster";

  /** As this JVM's properties say; alone where they say nothing. */
  static Node ofThisJvm() {
    String voters = System.getProperty(VOTERS, "");
    return voters.isEmpty()
        ? new Node(
            ALONE, ALONE + "@127.0.0.1:" + LoopbackPorts.free(), Uuid.randomUuid().toString())
        : new Node(
            Integer.getInteger(ID, ALONE),
            voters,
            System.getProperty(CLUSTER, Uuid.ZERO_UUID.toString()));
  }

  /** Where its own controller listens. */
  int controllerPort() {
    for (String voter : voters.split(",")) {
      if (voter.startsWith(id + "@")) {
        return Integer.parseInt(voter.substring(voter.lastIndexOf(':') + 1));
      }
    }
    throw new IllegalArgumentException("node " + id + " is none of the voters " + voters);
  }

  /** How many copies of everything there are: three, where there are so many nodes. */
  int replicas() {
    return Math.min(3, voters.split(",").length);
  }
}
