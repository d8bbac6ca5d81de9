package dev.hookstream.topology.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentedContractTest {
  @Test
  void theExampleOfTheDocumentationIsAContract(@TempDir Path folder) throws Exception {
    String page = Files.readString(Path.of("..", "docs", "contracts.md"));
    int start = page.indexOf("```yaml\n") + "```yaml\n".length();
    Files.writeString(
        folder.resolve("shop.yaml"), page.substring(start, page.indexOf("```", start)));

    Contracts contracts = Contracts.load(folder);
    Contract shop = contracts.find("shop").orElseThrow();
    assertThat(shop.retry().delays())
        .containsExactly(
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(40),
            Duration.ofHours(6),
            Duration.ofHours(6));
    assertThat(contracts.schedule("shop-patient")).isPresent();
    assertThat(shop.catalogue().typeNames()).containsExactly("order.paid", "order.viewed");
  }
}
