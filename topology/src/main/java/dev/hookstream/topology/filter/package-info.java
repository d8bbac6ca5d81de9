/** A webhook's condition on the content of events: read once, asked for each event, explained. */
@NullMarked
package dev.hookstream.topology.filter;

import org.jspecify.annotations.NullMarked;
