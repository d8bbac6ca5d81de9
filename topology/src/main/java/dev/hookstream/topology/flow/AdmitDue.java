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

/** Takes a due retry into its lane, once: where its chain waits for exactly this one. */
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
    DeliveryRef ref = due.getRef();
    Chain chain = chains.get(ref);
    if (chain == null
        || chain.getState() != ChainState.WAITING
        || chain.getRound() != due.getRound()
        || chain.getAttempt() != due.getAttempt()) {
      return;
    }
    long now = context.currentSystemTimeMs();
    chain.setState(ChainState.OUT);
    chain.setChangedAt(now);
    chains.put(ref, chain);
    ByteBuffer buffer = due.getBody().duplicate();
    byte[] body = new byte[buffer.remaining()];
    buffer.get(body);
    context.forward(
        new Record<>(
            ref.getWorkspaceId(),
            new LaneCommand.Again(
                ref,
                due.getDeliveryClass(),
                due.getRound(),
                due.getAttempt(),
                due.getFirstAttemptAt(),
                body),
            now));
  }
}
