/** Spans about events that belong to a trace, and the headers that tell receivers of it. */
@NullMarked
package dev.hookstream.dispatcher.trace;

import org.jspecify.annotations.NullMarked;
