package dev.hookstream.topology.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContractsTest {
  private final Contracts contracts = Contracts.builtIn();

  @Test
  void theSixShipWithTheProduct() {
    assertThat(contracts.all())
        .extracting(Contract::name)
        .containsExactly("standard", "aresgen", "arka", "ainative", "hrizn", "aethenox");
  }

  @Test
  void everyContractsRetriesAreASchedule() {
    assertThat(contracts.scheduleNames())
        .isEqualTo(List.of("aethenox", "ainative", "aresgen", "arka", "hrizn", "standard"));
  }
}
