package dev.hookstream.dispatcher.log;

import dev.hookstream.schemas.Event;

/**
 * An event as it lies on its topic.
 *
 * @param partition where it lies
 * @param offset where it lies
 * @param appendedAt when it was appended, milliseconds since 1970
 */
public record StoredEvent(Event event, int partition, long offset, long appendedAt) {}
