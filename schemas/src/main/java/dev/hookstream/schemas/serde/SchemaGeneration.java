package dev.hookstream.schemas.serde;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * One value for all schemas together. Two processes that read what the other writes need the same:
 * the newer one reads the older one's records, but not the other way round.
 */
public final class SchemaGeneration {
  private SchemaGeneration() {}

  /** A SHA-256 over every version of every record. */
  public static byte[] digest() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (String record : ReleasedSchemas.records()) {
        ReleasedSchemas.texts(record)
            .forEach(text -> sha.update(text.getBytes(StandardCharsets.UTF_8)));
      }
      return sha.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
