package dev.hookstream.dispatcher.sender;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;

/** Who waits for the response on a connection. Called on the connection's event loop. */
interface Reply {
  /** The head of the final response. */
  void head(HttpResponse response);

  /** Part of its body; not to be kept. */
  void body(ByteBuf part);

  /** It is complete: the connection is free. */
  void end();

  /** There will be no more of it; the connection is closed, or about to be. */
  void broken(Throwable cause);
}
