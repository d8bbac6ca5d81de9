/** How bytes become records and records bytes: the internal encoding and the forms of an event. */
@NullMarked
package dev.hookstream.schemas.serde;

import org.jspecify.annotations.NullMarked;
