package dev.hookstream.topology.flow;

import dev.hookstream.schemas.Chain;
import dev.hookstream.schemas.ChainState;
import dev.hookstream.schemas.DeliveryRef;
import dev.hookstream.schemas.Pending;
import dev.hookstream.topology.lane.LaneCommand;
import dev.hookstream.topology.retry.Chains;
import java.nio.ByteBuffer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Takes a due retry into its lane, once: where its chain waits for exactly this one. A retry that a
 * person asks for is due at once, and comes this way too, since no backlog of events or replays is
 * ahead of it here.
 */
final class AdmitDue implements Processor<String, Pending, String, LaneCommand> {
  private ProcessorContext<String, LaneCommand> context;
  private Chains chains;

  @Override
  public void init(ProcessorContext<String, LaneCommand> context) {
    this.context = context;
    chains = Chains.of(context);
  }

  @Override
  public void process(Record<String, Pending> record) {
    Pending due = record.value();
    if (due == null) {
      return;
    }
    long now = context.currentSystemTimeMs();
    LaneCommand command = due.getByHand() ? byHand(due, now) : expected(due, now);
    if (command != null) {
      context.forward(new Record<>(due.getRef().getWorkspaceId(), command, now));
    }
  }

  private @Nullable LaneCommand byHand(Pending due, long now) {
    return AgainCommands.nextRound(
        new AgainCommands.Asked(due.getRef(), due.getRound(), due.getDueAt(), null, due.getBody()),
        chains,
        now);
  }

  private @Nullable LaneCommand expected(Pending due, long now) {
    DeliveryRef ref = due.getRef();
    Chain chain = chains.get(ref);
    if (chain == null
        || chain.getState() != ChainState.WAITING
        || chain.getRound() != due.getRound()
        || chain.getAttempt() != due.getAttempt()) {
      return null;
    }
    chain.setState(ChainState.OUT);
    chain.setChangedAt(now);
    chains.put(ref, chain);
    ByteBuffer buffer = due.getBody().duplicate();
    byte[] body = new byte[buffer.remaining()];
    buffer.get(body);
    return new LaneCommand.Again(
        ref,
        due.getDeliveryClass(),
        due.getRound(),
        due.getAttempt(),
        due.getFirstAttemptAt(),
        body);
  }
}
