/** The benchmark: what an instance does on this machine, measured from outside of it. */
@NullMarked
package dev.hookstream.dispatcher.bench;

import org.jspecify.annotations.NullMarked;
