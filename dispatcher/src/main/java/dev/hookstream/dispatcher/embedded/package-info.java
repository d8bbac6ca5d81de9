/** The servers that {@code dev} brings along, each a child process, and their life cycle. */
@NullMarked
package dev.hookstream.dispatcher.embedded;

import org.jspecify.annotations.NullMarked;
