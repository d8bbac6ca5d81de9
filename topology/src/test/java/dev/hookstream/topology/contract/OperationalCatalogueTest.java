package dev.hookstream.topology.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OperationalCatalogueTest {
  @Test
  void each_type_of_ours_is_described_with_an_example_that_follows_its_schema() {
    // Reading it holds each example against its schema.
    assertThat(OperationalCatalogue.types())
        .extracting(EventType::type)
        .containsExactlyInAnyOrderElementsOf(OperationalTypes.all());
    assertThat(OperationalCatalogue.types())
        .allSatisfy(type -> assertThat(type.description()).isNotBlank());
  }

  @Test
  void what_is_not_ours_is_not_found() {
    assertThat(OperationalCatalogue.find("order.paid")).isEmpty();
    assertThat(OperationalCatalogue.find("endpoint.disabled")).isPresent();
  }
}
