/** Certificates and keys as their owners hand them over: PEM. */
@org.jspecify.annotations.NullMarked
package dev.hookstream.dispatcher.tls;
