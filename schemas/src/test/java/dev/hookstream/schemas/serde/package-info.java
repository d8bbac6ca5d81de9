/** Tests of how bytes become records. */
@NullMarked
package dev.hookstream.schemas.serde;

import org.jspecify.annotations.NullMarked;
