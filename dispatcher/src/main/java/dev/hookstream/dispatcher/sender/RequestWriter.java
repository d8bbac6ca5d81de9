package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.sender.guard.Target;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Writes requests as they go over the wire, head and body in one buffer and so in one system call.
 * What it is given was checked before. Confined to one thread.
 */
final class RequestWriter {
  /** A head beyond this is written, but its room not kept. */
  private static final int KEPT = 64 * 1024;

  private byte[] head = new byte[1024];
  private int length;

  /**
   * One request, framed by its length.
   *
   * @param headers names and values in turn
   * @return a buffer of the connection's, for it to send
   */
  ByteBuf write(
      PooledConnection to, String method, Target target, List<String> headers, ByteBuffer body) {
    length = 0;
    add(method);
    add(" ");
    add(target.path());
    add(" HTTP/1.1\r\n");
    for (int i = 0; i < headers.size(); i += 2) {
      header(headers.get(i), headers.get(i + 1));
    }
    header("content-length", Integer.toString(body.remaining()));
    // Without the port where it is the scheme's own, as browsers write it.
    header("host", target.uri().getRawAuthority());
    add("\r\n");
    ByteBuf request = to.buffer(length + body.remaining());
    request.writeBytes(head, 0, length).writeBytes(body.duplicate());
    if (head.length > KEPT) {
      head = new byte[1024];
    }
    return request;
  }

  private void header(String name, String value) {
    add(name);
    add(": ");
    add(value);
    add("\r\n");
  }

  /** One byte a character: nothing beyond Latin-1 comes here, and this is a plain copy. */
  @SuppressWarnings("deprecation")
  private void add(String text) {
    int end = length + text.length();
    if (end > head.length) {
      head = Arrays.copyOf(head, Math.max(end, head.length * 2));
    }
    text.getBytes(0, text.length(), head, length);
    length = end;
  }
}
