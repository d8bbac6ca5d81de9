/** How state is kept on disk and in memory, for all topologies of a process. */
@NullMarked
package dev.hookstream.topology.state;

import org.jspecify.annotations.NullMarked;
