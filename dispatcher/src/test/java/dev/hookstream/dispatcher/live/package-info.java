@NullMarked
package dev.hookstream.dispatcher.live;

import org.jspecify.annotations.NullMarked;
