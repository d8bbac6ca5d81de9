/** Tests of what belongs to a run of dev. */
@NullMarked
package dev.hookstream.dispatcher.dev;

import org.jspecify.annotations.NullMarked;
