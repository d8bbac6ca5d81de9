/** Tests of what is reckoned. */
@org.jspecify.annotations.NullMarked
package dev.hookstream.dispatcher.capacity;
