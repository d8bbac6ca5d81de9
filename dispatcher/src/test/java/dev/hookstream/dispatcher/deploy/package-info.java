/** What is in deploy/ and docker-compose.yml, as far as it can be checked without an engine. */
@NullMarked
package dev.hookstream.dispatcher.deploy;

import org.jspecify.annotations.NullMarked;
