package dev.hookstream.dispatcher.e2e;

import dev.hookstream.dispatcher.Main;
import dev.hookstream.dispatcher.embedded.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An instance in a JVM of its own, so that it can be killed. */
final class OutsideInstance implements AutoCloseable {
  private final Process process;
  private final Api api;

  /** Starts it, and returns when it is ready. */
  OutsideInstance(Map<String, String> environment, Path log) throws Exception {
    this(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        environment,
        log);
    awaitReady();
  }

  /** Starts a build of the caller's choice, and does not wait. */
  OutsideInstance(String classPath, Map<String, String> environment, Path log) throws IOException {
    int port = LoopbackPorts.free();
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classPath,
                    Main.class.getName(),
                    "serve"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("HOOKSTREAM_HTTP_PORT", Integer.toString(port));
    process = builder.start();
    api = new Api(port, RunningInstance.OPERATOR_KEY);
  }

  OutsideInstance awaitReady() throws Exception {
    Eventually.that("ready", this::isReady);
    return this;
  }

  /** Its exit code, once it has ended by itself. */
  int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  /** SIGTERM; returns when it has ended. */
  void stop() {
    process.destroy();
    process.onExit().join();
  }

  private boolean isReady() throws Exception {
    try {
      return api.isReady();
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }

  Api api() {
    return api;
  }

  /** kill -9; returns when it is gone. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
