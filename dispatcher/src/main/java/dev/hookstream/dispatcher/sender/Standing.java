package dev.hookstream.dispatcher.sender;

/** What is known of an endpoint that wants to begin a request; the first is trusted most. */
enum Standing {
  /** It has answered, and has begun nothing since. */
  PROVEN(0),
  /** It has begun nothing yet, so it has at least nothing that hangs. */
  UNTRIED(1),
  /** It has begun something, and waits for the answer. */
  WAITING(2);

  /** How many are trusted more. */
  final int rank;

  Standing(int rank) {
    this.rank = rank;
  }

  /** The one that fewer reach. */
  static Standing stricter(Standing one, Standing other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
