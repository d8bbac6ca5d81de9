@NullMarked
package dev.hookstream.dispatcher.sender.guard;

import org.jspecify.annotations.NullMarked;
