@NullMarked
package dev.hookstream.dispatcher.cli;

import org.jspecify.annotations.NullMarked;
