package dev.hookstream.dispatcher.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Reads a request's body up to a bound. On the request's event loop. */
final class BodyReader {
  private final long max;
  private final Consumer<ProblemException> refused;
  private Buffer body = Buffer.buffer();
  private boolean over;

  private BodyReader(long max, Consumer<ProblemException> refused) {
    this.max = max;
    this.refused = refused;
  }

  static void read(
      HttpServerRequest request,
      long max,
      Consumer<byte[]> whole,
      Consumer<ProblemException> refused) {
    BodyReader reader = new BodyReader(max, refused);
    // What is announced as too large is not waited for.
    if (announced(request) > max) {
      reader.refuse();
    }
    request.handler(reader::add);
    request.endHandler(
        end -> {
          if (!reader.over) {
            whole.accept(reader.body.getBytes());
          }
        });
  }

  private static long announced(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      // Netty has refused such a request already; the bytes that come are counted all the same.
      return 0;
    }
  }

  private void add(Buffer part) {
    if (over) {
      return;
    }
    if (body.length() + (long) part.length() > max) {
      refuse();
    } else {
      body.appendBuffer(part);
    }
  }

  private void refuse() {
    over = true;
    body = Buffer.buffer();
    refused.accept(
        max == 0
            ? Problem.badRequest("This call takes no body.").asException()
            : Problem.tooLarge(max).asException());
  }
}
