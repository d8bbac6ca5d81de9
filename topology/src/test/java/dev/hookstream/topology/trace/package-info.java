@NullMarked
package dev.hookstream.topology.trace;

import org.jspecify.annotations.NullMarked;
