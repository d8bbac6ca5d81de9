/** Tests of what holds for the whole program. */
@NullMarked
package dev.hookstream.dispatcher;

import org.jspecify.annotations.NullMarked;
