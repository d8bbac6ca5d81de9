package dev.hookstream.dispatcher.sender;

import dev.hookstream.dispatcher.testing.TestCertificate;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.zip.GZIPOutputStream;

/** Servers on a free port of 127.0.0.1, that end with their Vert.x. Each returns its URL. */
final class Receivers {
  final Vertx vertx;

  Receivers(Vertx vertx) {
    this.vertx = vertx;
  }

  String http(Handler<HttpServerRequest> handler) {
    int port =
        vertx
            .createHttpServer()
            .requestHandler(handler)
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    return "http://127.0.0.1:" + port + "/hook";
  }

  /** One that says what it likes. */
  String raw(Handler<NetSocket> handler) {
    int port =
        vertx.createNetServer().connectHandler(handler).listen(0, "127.0.0.1").await().actualPort();
    return "http://127.0.0.1:" + port + "/hook";
  }

  String tls(TestCertificate certificate) {
    return tls(certificate, "127.0.0.1");
  }

  String tls(TestCertificate certificate, String address) {
    HttpServerOptions options =
        new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.options());
    int port =
        vertx
            .createHttpServer(options)
            .requestHandler(request -> request.response().end())
            .listen(0, address)
            .await()
            .actualPort();
    return "https://localhost:" + port + "/";
  }

  /** One that wants to see a certificate that this one vouches for, and counts who comes. */
  String mutual(TestCertificate own, TestCertificate wanted, Handler<HttpServerRequest> handler) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(own.options())
            .setClientAuth(ClientAuth.REQUIRED)
            .setTrustOptions(new PemTrustOptions().addCertPath(wanted.pem().toString()));
    int port =
        vertx
            .createHttpServer(options)
            .requestHandler(handler)
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    return "https://receiver.example:" + port + "/";
  }

  static int port(String url) {
    return URI.create(url).getPort();
  }

  static byte[] gzip(byte[] clear) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(clear);
    }
    return out.toByteArray();
  }
}
