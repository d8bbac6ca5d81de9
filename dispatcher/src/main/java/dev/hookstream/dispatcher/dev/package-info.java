/**
 * What {@code dev} and {@code demo} set up: a folder, Kafka, a registry, and the settings to use
 * them.
 */
@NullMarked
package dev.hookstream.dispatcher.dev;

import org.jspecify.annotations.NullMarked;
