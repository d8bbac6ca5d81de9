package dev.hookstream.topology.flow;

import dev.hookstream.schemas.AlertKind;
import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.Outcome;
import java.util.ArrayList;
import java.util.List;

/** What the topology told its observer. */
final class Counts implements DispatchObserver {
  int rejected;
  int misplaced;
  int duplicates;
  int parked;
  int parkedKeys;
  int matched;
  final List<String> results = new ArrayList<>();
  final List<AlertKind> alerts = new ArrayList<>();

  @Override
  public void rejected(String reason) {
    rejected++;
  }

  @Override
  public void misplaced() {
    misplaced++;
  }

  @Override
  public void duplicateDropped() {
    duplicates++;
  }

  @Override
  public void parked() {
    parked++;
  }

  @Override
  public void parkedKeys(int more) {
    parkedKeys += more;
  }

  @Override
  public void matched(DeliveryClass deliveryClass, int endpoints) {
    matched++;
  }

  @Override
  public void delivered(String contract) {
    results.add(contract + " delivered");
  }

  @Override
  public void returned(String contract) {
    results.add(contract + " returned");
  }

  @Override
  public void decided(Outcome outcome) {
    results.add(outcome.getRef().getContract() + " " + outcome.getKind());
  }

  @Override
  public void alerted(AlertKind kind) {
    alerts.add(kind);
  }
}
