/** Which endpoints an event goes to, and what its delivery to each of them is called. */
@NullMarked
package dev.hookstream.topology.match;

import org.jspecify.annotations.NullMarked;
