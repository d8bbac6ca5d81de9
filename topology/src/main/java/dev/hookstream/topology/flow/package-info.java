/** The way of an event through the topology: what is read, what is rejected, what is matched. */
@NullMarked
package dev.hookstream.topology.flow;

import org.jspecify.annotations.NullMarked;
