/**
 * A real Kafka broker inside a JVM; the only package that may touch Kafka's server classes, which
 * are not on the dispatcher's own class path.
 */
@NullMarked
package dev.hookstream.dispatcher.embedded.broker;

import org.jspecify.annotations.NullMarked;
