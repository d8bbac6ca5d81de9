/** Which trace something belongs to, as data; spans are not made here. */
@NullMarked
package dev.hookstream.topology.trace;

import org.jspecify.annotations.NullMarked;
