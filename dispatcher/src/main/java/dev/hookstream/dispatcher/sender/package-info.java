/** The hands: takes finished requests, makes them, reports what happened, and decides nothing. */
@NullMarked
package dev.hookstream.dispatcher.sender;

import org.jspecify.annotations.NullMarked;
