/** What the API needs of the other parts; each interface is implemented where its facts live. */
@NullMarked
package dev.hookstream.dispatcher.api.port;

import org.jspecify.annotations.NullMarked;
