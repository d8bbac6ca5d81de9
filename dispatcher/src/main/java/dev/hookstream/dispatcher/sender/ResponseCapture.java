package dev.hookstream.dispatcher.sender;

import dev.hookstream.schemas.Attempt;
import dev.hookstream.schemas.Header;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;

/**
 * What is kept of a response: part of the head, the first bytes of the body. The body is counted as
 * it comes and decompressed here, afterwards, and only as far as it is kept: a bomb stays packed.
 * Confined to one thread.
 */
final class ResponseCapture {
  /** Of the body, read at most. */
  static final int MAX_READ = 64 * 1024;

  /** Of a delivery's response, kept at most, after decompression. */
  static final int MAX_KEPT = 4 * 1024;

  private static final int MAX_HEAD = 8 * 1024;
  private static final int MAX_VALUE = 1024;

  /** Those that the topology acts on: kept before all others. */
  private static final Set<String> DECIDING = Set.of("retry-after", "webhook-delivery");

  private static final byte[] NOTHING = {};

  private final List<Header> head = new ArrayList<>();
  private final int most;

  /** Packed bytes that unpack to it: deflate adds a few bytes, gzip a head that names a file. */
  private final int mostRaw;

  private String encoding = "";
  private byte[] raw = NOTHING;
  private int rawLength;
  private long read;

  /**
   * @param most of the body, kept at most, after decompression
   */
  ResponseCapture(int most) {
    this.most = most;
    this.mostRaw = 2 * most;
  }

  void head(HttpHeaders headers) {
    int room = keep(headers, true, MAX_HEAD);
    keep(headers, false, room);
    String named = headers.get(HttpHeaderNames.CONTENT_ENCODING);
    encoding = named == null ? "" : named.trim().toLowerCase(Locale.ROOT);
  }

  /** What does not fit is left out, and hides nothing behind it; returns the room that is left. */
  private int keep(HttpHeaders headers, boolean deciding, int room) {
    int left = room;
    Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = all.next();
      String name = header.getKey().toString();
      String value = header.getValue().toString();
      if (value.length() > MAX_VALUE) {
        value = value.substring(0, MAX_VALUE);
      }
      int length = name.length() + value.length();
      if (length <= left && DECIDING.contains(name.toLowerCase(Locale.ROOT)) == deciding) {
        left -= length;
        head.add(new Header(name, value, false));
      }
    }
    return left;
  }

  /** Returns false where enough was read: the connection is to be closed. */
  boolean body(ByteBuf chunk) {
    int length = chunk.readableBytes();
    read += length;
    int take = Math.min(length, mostRaw - rawLength);
    if (take > 0) {
      if (rawLength + take > raw.length) {
        // Doubled, so that a body of single bytes is not copied for each of them.
        raw = Arrays.copyOf(raw, Math.min(mostRaw, Math.max(rawLength + take, 2 * raw.length)));
      }
      chunk.getBytes(chunk.readerIndex(), raw, rawLength, take);
      rawLength += take;
    }
    return read <= MAX_READ;
  }

  /** Puts what was kept into the attempt, without the secrets that the receiver was sent. */
  void report(Attempt attempt, RequestHead sent) {
    attempt.setRequestHeaders(sent.reported());
    Redaction redaction = sent.redaction();
    String message = attempt.getErrorMessage();
    if (message != null) {
      attempt.setErrorMessage(redaction.text(message));
    }
    attempt.setResponseHeaders(redaction.headers(head));
    attempt.setResponseBody(redaction.body(kept()));
  }

  List<Header> headers() {
    return head;
  }

  /** The first bytes of the body, in clear where the compression is one that the JDK knows. */
  ByteBuffer kept() {
    raw = Arrays.copyOf(raw, rawLength);
    byte[] clear =
        switch (encoding) {
          case "gzip", "x-gzip" -> gunzip();
          case "deflate" -> inflate(false);
          default -> raw;
        };
    return ByteBuffer.wrap(clear, 0, Math.min(clear.length, most));
  }

  private byte[] gunzip() {
    try (GZIPInputStream in = new GZIPInputStream(new java.io.ByteArrayInputStream(raw), 512)) {
      byte[] out = new byte[most];
      int length = 0;
      try {
        int got;
        while (length < most && (got = in.read(out, length, most - length)) > 0) {
          length += got;
        }
      } catch (java.io.IOException e) {
        // Cut off, as we read no further: what came until here is what is kept.
      }
      return Arrays.copyOf(out, length);
    } catch (java.io.IOException e) {
      // It only says that it is gzip: kept as it came.
      return raw;
    }
  }

  /** The name means zlib's form; some servers send the bare one. */
  private byte[] inflate(boolean bare) {
    Inflater inflater = new Inflater(bare);
    try {
      inflater.setInput(raw);
      byte[] out = new byte[most];
      return Arrays.copyOf(out, inflater.inflate(out));
    } catch (DataFormatException e) {
      return bare ? raw : inflate(true);
    } finally {
      inflater.end();
    }
  }
}
