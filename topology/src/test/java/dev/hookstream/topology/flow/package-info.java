/** Tests of the dispatch topology, with a clock in their hand. */
@NullMarked
package dev.hookstream.topology.flow;

import org.jspecify.annotations.NullMarked;
