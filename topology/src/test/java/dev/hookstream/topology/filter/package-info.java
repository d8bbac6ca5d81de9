/** Tests of filters. */
@NullMarked
package dev.hookstream.topology.filter;

import org.jspecify.annotations.NullMarked;
