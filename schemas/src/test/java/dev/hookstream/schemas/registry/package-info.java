/** Tests of the registry client against a registry that does as it is told. */
@NullMarked
package dev.hookstream.schemas.registry;

import org.jspecify.annotations.NullMarked;
