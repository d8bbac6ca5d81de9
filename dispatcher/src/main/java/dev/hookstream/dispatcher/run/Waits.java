package dev.hookstream.dispatcher.run;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what is asynchronous, where a start or a stop goes step by step. */
final class Waits {
  private Waits() {}

  /** What failed; the exception itself where it wraps nothing. */
  static Throwable cause(ExecutionException e) {
    Throwable cause = e.getCause();
    return cause == null ? e : cause;
  }

  static <T> T forIt(CompletionStage<T> stage, long most, TimeUnit unit) {
    try {
      return stage.toCompletableFuture().get(most, unit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      Throwable cause = cause(e);
      throw new IllegalStateException(cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new IllegalStateException("did not finish within " + most + " " + unit, e);
    }
  }
}
