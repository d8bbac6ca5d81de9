/** The delay line: holds each delivery in the retry topics until it is due, and decides nothing. */
@NullMarked
package dev.hookstream.dispatcher.delay;

import org.jspecify.annotations.NullMarked;
