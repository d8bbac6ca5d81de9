/** What a replay is for: decided here, read and asked for by the dispatcher. */
@NullMarked
package dev.hookstream.topology.replay;

import org.jspecify.annotations.NullMarked;
