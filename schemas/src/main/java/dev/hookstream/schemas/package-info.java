/** The records on every topic, the catalogue of topics, and how bytes become records. */
@NullMarked
package dev.hookstream.schemas;

import org.jspecify.annotations.NullMarked;
