/** Tests of the settings. */
@NullMarked
package dev.hookstream.dispatcher.config;

import org.jspecify.annotations.NullMarked;
