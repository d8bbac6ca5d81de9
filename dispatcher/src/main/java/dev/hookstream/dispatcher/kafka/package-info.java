/** How this installation reaches Kafka, and the topics it keeps there: made, checked, purged. */
@NullMarked
package dev.hookstream.dispatcher.kafka;

import org.jspecify.annotations.NullMarked;
