package dev.hookstream.dispatcher.dashboard;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A file of the dashboard, read from the class path once.
 *
 * @param etag quoted, of the content
 */
record Asset(String mediaType, String etag, Buffer content) {
  private static final Pattern NAME =
      Pattern.compile("[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*)*\\.[a-z]+");
  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  /** Only what is there is remembered, so it is bounded by the files that ship. */
  private static final Map<String, Asset> KNOWN = new ConcurrentHashMap<>();

  /** The file of this name below {@code dashboard/}; empty where there is none. */
  static Optional<Asset> find(String name) {
    Asset known = KNOWN.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    String type = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null || !NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    Optional<Asset> read = read(name, type);
    read.ifPresent(asset -> KNOWN.put(name, asset));
    return read;
  }

  private static Optional<Asset> read(String name, String type) {
    try (InputStream in = Asset.class.getResourceAsStream("/dashboard/" + name)) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] bytes = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      String etag = '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
      return Optional.of(new Asset(type, etag, Buffer.buffer(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
