/** One instance: its parts made, joined, started and stopped in order. */
@NullMarked
package dev.hookstream.dispatcher.run;

import org.jspecify.annotations.NullMarked;
