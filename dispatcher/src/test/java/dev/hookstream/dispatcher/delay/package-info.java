/** The promises of the delay line. */
@NullMarked
package dev.hookstream.dispatcher.delay;

import org.jspecify.annotations.NullMarked;
