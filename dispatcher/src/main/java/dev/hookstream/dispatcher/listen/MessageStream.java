package dev.hookstream.dispatcher.listen;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages on a thread of its own, a few ahead and no more: who is slow makes the server
 * wait. For one caller; {@link #close} from any thread.
 */
final class MessageStream implements AutoCloseable {
  private static final int AHEAD = 16;

  private final InputStream in;
  private final Thread thread;
  private final BlockingQueue<Piece> read = new ArrayBlockingQueue<>(AHEAD);

  private sealed interface Piece {
    record Of(Message message) implements Piece {}

    record Broken(IOException why) implements Piece {}
  }

  MessageStream(InputStream in) {
    this.in = in;
    thread = new Thread(this::read, "listen-stream");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * The next message.
   *
   * @throws IOException where the stream has ended or broken, or nothing came within that time
   */
  Message next(Duration most) throws IOException, InterruptedException {
    Piece piece = read.poll(most.toMillis(), TimeUnit.MILLISECONDS);
    if (piece == null) {
      throw new IOException("nothing was heard for " + most.toSeconds() + " s");
    }
    if (piece instanceof Piece.Broken broken) {
      throw new IOException(broken.why().getMessage(), broken.why());
    }
    return ((Piece.Of) piece).message();
  }

  private void read() {
    try {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        messages(lines);
        read.put(new Piece.Broken(new IOException("the server has ended it")));
      } catch (IOException e) {
        read.put(new Piece.Broken(e));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void messages(BufferedReader lines) throws IOException, InterruptedException {
    String id = "";
    String event = "";
    StringBuilder data = new StringBuilder();
    for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        read.put(new Piece.Of(new Message(id, event, data.toString())));
        id = "";
        event = "";
        data.setLength(0);
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("event: ")) {
        event = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data.append(line, 6, line.length());
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      in.close();
    } catch (IOException e) {
      // It was broken already.
    }
  }
}
