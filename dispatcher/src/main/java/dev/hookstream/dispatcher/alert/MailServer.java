package dev.hookstream.dispatcher.alert;

/** Where mails are handed over. Blocks; called by one thread. */
interface MailServer {
  /** What became of a mail. */
  enum Answer {
    TAKEN,
    /** The server will never take a mail to this address. */
    REFUSED,
    /** This mail was not taken, and may be later. */
    NOT_NOW,
    /** The server cannot be reached or does not let us in: no other mail would fare better. */
    AWAY
  }

  /**
   * Hands a mail over.
   *
   * @param why what was wrong, in words, for the log
   */
  record Outcome(Answer answer, String why) {}

  /** Tries once. */
  Outcome send(Mail mail);
}
