package dev.hookstream.dispatcher.alert;

/**
 * A mail that is ready to be sent.
 *
 * @param id unique to its contents' first alert, and the same where it is made again
 */
record Mail(String id, String to, String subject, String text, String html) {}
