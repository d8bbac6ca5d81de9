/** What Kafka's authorizer must allow: who needs what, and whether it is there. */
@NullMarked
package dev.hookstream.dispatcher.rights;

import org.jspecify.annotations.NullMarked;
