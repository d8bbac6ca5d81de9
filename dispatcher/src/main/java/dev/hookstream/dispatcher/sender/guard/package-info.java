/** Which URLs a delivery may go to: the one guard for registration and for each connection. */
@NullMarked
package dev.hookstream.dispatcher.sender.guard;

import org.jspecify.annotations.NullMarked;
