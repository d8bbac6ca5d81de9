@NullMarked
package dev.hookstream.dispatcher.run;

import org.jspecify.annotations.NullMarked;
