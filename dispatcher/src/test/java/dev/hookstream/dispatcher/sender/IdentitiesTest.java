package dev.hookstream.dispatcher.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookstream.dispatcher.testing.TestCertificate;
import dev.hookstream.schemas.ClientCertificate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The threads of client certificates. */
class IdentitiesTest {
  @TempDir private Path folder;

  @Test
  void thoseThatAreBeingMadeHoldUpNoHandshake() throws InterruptedException {
    TestCertificate client = TestCertificate.create(folder, "client.example");
    ClientCertificate shown =
        new ClientCertificate(client.chain(), client.key(), null, "CN=a", Long.MAX_VALUE);
    CountDownLatch goOn = new CountDownLatch(1);
    Unsealer slow =
        (box, context) -> {
          if (context.startsWith("slow")) {
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
          return box;
        };
    try (Identities identities = new Identities(Optional.empty(), slow, () -> Instant.EPOCH)) {
      Identity made = identities.of("fast", shown).toCompletableFuture().join();
      for (int i = 0; i < 200; i++) {
        var unused = identities.of("slow" + i, shown);
      }
      CountDownLatch signed = new CountDownLatch(1);
      made.executor().execute(signed::countDown);
      assertThat(signed.await(30, TimeUnit.SECONDS)).isTrue();
      goOn.countDown();
    } finally {
      goOn.countDown();
    }
  }
}
