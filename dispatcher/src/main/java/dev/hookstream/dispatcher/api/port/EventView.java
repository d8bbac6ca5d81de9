package dev.hookstream.dispatcher.api.port;

import dev.hookstream.schemas.Event;

/**
 * An event and where it lies.
 *
 * @param partition of the events topic
 * @param offset there
 * @param acceptedAt when Kafka took it, in ms since 1970
 */
public record EventView(Event event, int partition, long offset, long acceptedAt) {}
