package dev.hookstream.topology.flow;

/** What the topology told its observer. */
final class Counts implements DispatchObserver {
  int rejected;
  int misplaced;
  int duplicates;
  int parked;
  int matched;

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
  public void matched(int endpoints) {
    matched++;
  }
}
