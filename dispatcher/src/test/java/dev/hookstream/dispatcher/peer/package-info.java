/** Tests of calls between instances. */
@NullMarked
package dev.hookstream.dispatcher.peer;

import org.jspecify.annotations.NullMarked;
