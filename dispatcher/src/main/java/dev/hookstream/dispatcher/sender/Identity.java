package dev.hookstream.dispatcher.sender;

import io.netty.handler.ssl.SslContext;
import java.util.concurrent.Executor;

/**
 * Whom an endpoint's receiver sees in TLS. Its sessions and its connections are its own.
 *
 * @param id no other identity has had it in this process
 * @param context with the certificate and its key
 * @param executor for what TLS computes: a tenant's key can be large, and an event loop is
 *     everybody's
 */
record Identity(String id, SslContext context, Executor executor) {}
