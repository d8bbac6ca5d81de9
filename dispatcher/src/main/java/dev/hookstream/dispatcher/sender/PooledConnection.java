package dev.hookstream.dispatcher.sender;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpClosedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one host at one checked address, one request at a time, HTTP/1.1. Netty's decoder
 * reads the responses; nothing of Vert.x's HTTP client stands between, which for each request makes
 * a stream, a request, a response and their futures. What comes is counted as it comes, so that
 * nothing that is no content, such as interim responses, can go on for ever. Confined to its event
 * loop.
 */
final class PooledConnection extends ChannelInboundHandlerAdapter {
  private static final int MAX_LINE = 4 * 1024;
  private static final int MAX_HEAD = 16 * 1024;
  private static final int SWITCHING_PROTOCOLS = 101;

  /** Bytes off the wire for one response: TLS, interim responses, head, framing and body. */
  static final int MAX_RAW = 2 * ResponseCapture.MAX_READ;

  /** More came than a response may have. */
  static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMuch() {
      super("more than " + MAX_RAW + " bytes", null, false, false);
    }
  }

  private final class Meter extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof ByteBuf bytes) {
        raw += bytes.readableBytes();
      }
      if (raw > MAX_RAW) {
        ReferenceCountUtil.release(message);
        fail(new TooMuch());
      } else {
        context.fireChannelRead(message);
      }
    }
  }

  /** Knows that the answer to HEAD has no body, whatever its head says. */
  private final class Decoder extends HttpResponseDecoder {
    Decoder() {
      super(new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE).setMaxHeaderSize(MAX_HEAD));
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
      return headOnly || super.isContentAlwaysEmpty(message);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
      if (reply == null) {
        // Nobody has asked for anything: what comes is not an answer, and must not become one.
        ReferenceCountUtil.release(bytes);
        close();
        return;
      }
      heard = true;
      super.channelRead(context, bytes);
    }

    /** Whether it holds bytes that belong to no response. */
    boolean hasLeftover() {
      return actualReadableBytes() > 0;
    }
  }

  final String pool;
  final InetAddress address;
  boolean closed;
  long idleSince;

  /** How long the server keeps it, in nanoseconds, where it said so. */
  long keep = Long.MAX_VALUE;

  private final Channel channel;
  private final Decoder decoder = new Decoder();
  private @Nullable Reply reply;
  private boolean headOnly;
  private boolean interim;
  private boolean heard;
  private long raw;

  /**
   * Over a channel that is not connected yet.
   *
   * @param tls where the connection is to be secured
   */
  PooledConnection(Channel channel, @Nullable SslHandler tls, String pool, InetAddress address) {
    this.channel = channel;
    this.pool = pool;
    this.address = address;
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(new Meter());
    if (tls != null) {
      pipeline.addLast(tls);
    }
    pipeline.addLast(decoder, this);
  }

  /** Connects; TLS, where there is any, comes after it by itself. */
  ChannelFuture connect(int port) {
    return channel.connect(new InetSocketAddress(address, port));
  }

  /** Where a request for this connection is to be written. */
  ByteBuf buffer(int bytes) {
    return channel.alloc().directBuffer(bytes);
  }

  /**
   * Sends a whole request; the connection must be free.
   *
   * @param to hears of the response, or that there will be none
   */
  void send(ByteBuf request, boolean isHead, Reply to) {
    reply = to;
    headOnly = isHead;
    heard = false;
    raw = 0;
    // No promise: a write that fails is told by the exception that comes up the pipeline.
    var unused = channel.writeAndFlush(request, channel.voidPromise());
  }

  /** Whether even one byte of an answer to the request sent last has come. */
  boolean heard() {
    return heard;
  }

  /**
   * Whether the next request may go over it: nothing came beyond the response, and the server took
   * the whole request. One that answers without reading would let what it leaves pile up here.
   */
  boolean reusable() {
    ChannelOutboundBuffer unwritten = channel.unsafe().outboundBuffer();
    return !decoder.hasLeftover() && unwritten != null && unwritten.totalPendingWriteBytes() == 0;
  }

  /** At once: TLS's farewell is sent, but not waited for, since its reader may never read it. */
  void close() {
    reply = null;
    if (!closed) {
      closed = true;
      var unused = channel.close();
      channel.unsafe().close(channel.unsafe().voidPromise());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof HttpObject part) {
        read(part);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(HttpObject part) {
    Reply to = reply;
    if (to == null) {
      // Nobody has asked for anything: what comes is not an answer.
      close();
    } else if (part.decoderResult().isFailure()) {
      fail(part.decoderResult().cause());
    } else if (part instanceof HttpResponse head) {
      interim =
          head.status().codeClass() == HttpStatusClass.INFORMATIONAL
              && head.status().code() != SWITCHING_PROTOCOLS;
      if (!interim) {
        to.head(head);
      }
    } else if (part instanceof HttpContent content && !interim) {
      if (content.content().isReadable()) {
        to.body(content.content());
      }
      if (content instanceof LastHttpContent && reply == to) {
        reply = null;
        to.end();
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    // Nobody behind us has read anything.
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent) {
      // The server says farewell: nothing more comes, which can be how a response ends.
      var unused = channel.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(new HttpClosedException("closed"));
  }

  private void fail(Throwable cause) {
    Reply to = reply;
    close();
    if (to != null) {
      to.broken(cause);
    }
  }
}
