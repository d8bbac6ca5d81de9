@NullMarked
package dev.hookstream.dispatcher.logging;

import org.jspecify.annotations.NullMarked;
