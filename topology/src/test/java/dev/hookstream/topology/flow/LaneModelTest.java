package dev.hookstream.topology.flow;

import dev.hookstream.topology.flow.ModelAct.Setup;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Random histories of a lane, against {@link ModelOracle}: events and replays, whatever receivers
 * answer, signatures that grow old, results and due records that come twice, changes of mode,
 * endpoints that are disabled and deleted; and, in the first, crashes of the task between two
 * commits, and senders that are killed or replaced. A history that fails is shrunk, and reported
 * with its seed.
 *
 * <p>For more of them than each build makes, raise {@code jqwik.tries.default} in {@code
 * junit-platform.properties}.
 */
class LaneModelTest {
  @Property(edgeCases = EdgeCasesMode.NONE)
  void anyHistoryKeepsWhatIsPromised(
      @ForAll("setups") Setup setup, @ForAll("any") List<ModelAct> history) {
    play(setup, history);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void withoutACrashNothingComesTwiceAndAllIsCounted(
      @ForAll("setups") Setup setup, @ForAll("calm") List<ModelAct> history) {
    play(setup, history);
  }

  static void play(Setup setup, List<ModelAct> history) {
    ModelWorld world = new ModelWorld(setup);
    history.forEach(world::happen);
    world.drain();
    world.forget();
  }

  @Provide
  Arbitrary<Setup> setups() {
    return ModelAct.setups();
  }

  @Provide
  Arbitrary<List<ModelAct>> any() {
    return ModelAct.histories(false);
  }

  @Provide
  Arbitrary<List<ModelAct>> calm() {
    return ModelAct.histories(true);
  }
}
