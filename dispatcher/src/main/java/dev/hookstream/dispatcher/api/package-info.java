/** The HTTP API: routes, authentication, what is accepted and how it is answered. */
@NullMarked
package dev.hookstream.dispatcher.api;

import org.jspecify.annotations.NullMarked;
