/** Sealing of endpoints' secrets, so that none lies in clear in a topic or a state store. */
@NullMarked
package dev.hookstream.topology.secret;

import org.jspecify.annotations.NullMarked;
