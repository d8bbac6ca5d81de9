package dev.hookstream.dispatcher.api.port;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What other instances ask this one. Called on workers of its own, may block. */
public interface PeerCalls {
  /** The path under which an instance is asked by others. */
  String PATH = "/internal/v1/ask";

  /** The header with a call's number. */
  String NUMBER = "Hookstream-Call";

  /**
   * Answers a call.
   *
   * @param number the call's number, as it came
   * @param parcel the call, sealed, as it came
   * @return the answer, sealed; empty where the call is none of another instance of ours
   */
  Optional<CompletionStage<byte[]>> answer(String number, byte[] parcel);
}
