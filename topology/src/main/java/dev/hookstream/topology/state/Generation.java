package dev.hookstream.topology.state;

import dev.hookstream.schemas.serde.SchemaGeneration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What instances that run at the same time must have in common: the shape of both topologies and
 * the schemas of all records. Releases of one generation may be exchanged one instance at a time;
 * from one generation to another all instances are stopped first.
 */
public final class Generation {
  /** Raised by hand where state changes in a way that neither a shape nor a schema shows. */
  private static final int FORMAT = 2;

  /** {@code Topology.describe()} of each, as a test holds them against what is built. */
  private static final List<String> SHAPES = List.of("/dispatch-topology.txt", "/log-topology.txt");

  private static final String ID = make();

  private Generation() {}

  /** Eight hex digits. */
  public static String id() {
    return ID;
  }

  /** A topology's shape as it is written down. */
  public static String shape(String resource) {
    try (InputStream in = Generation.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("there is no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + resource, e);
    }
  }

  private static String make() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update((byte) FORMAT);
      SHAPES.forEach(name -> sha.update(shape(name).strip().getBytes(StandardCharsets.UTF_8)));
      sha.update(SchemaGeneration.digest());
      return HexFormat.of().formatHex(sha.digest(), 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
