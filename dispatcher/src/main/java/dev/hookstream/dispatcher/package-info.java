/** The program's entry; everything else is in the packages below. */
@NullMarked
package dev.hookstream.dispatcher;

import org.jspecify.annotations.NullMarked;
