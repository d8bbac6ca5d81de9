/** What is needed to build an installation anew on another cluster: taken, written, put back. */
@NullMarked
package dev.hookstream.dispatcher.backup;

import org.jspecify.annotations.NullMarked;
