/** The command line: arguments in, sentences and exit codes out. */
@NullMarked
package dev.hookstream.dispatcher.cli;

import org.jspecify.annotations.NullMarked;
