/** Confluent's schema registry as a client and as Kafka serdes, under Confluent's setting names. */
@NullMarked
package dev.hookstream.schemas.registry;

import org.jspecify.annotations.NullMarked;
