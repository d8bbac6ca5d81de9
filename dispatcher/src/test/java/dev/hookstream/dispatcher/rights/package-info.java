@NullMarked
package dev.hookstream.dispatcher.rights;

import org.jspecify.annotations.NullMarked;
