@NullMarked
package dev.hookstream.topology.replay;

import org.jspecify.annotations.NullMarked;
