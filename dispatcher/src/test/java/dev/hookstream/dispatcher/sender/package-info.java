@NullMarked
package dev.hookstream.dispatcher.sender;

import org.jspecify.annotations.NullMarked;
