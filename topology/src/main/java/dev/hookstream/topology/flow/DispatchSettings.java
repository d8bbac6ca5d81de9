package dev.hookstream.topology.flow;

import dev.hookstream.schemas.TopicNames;
import dev.hookstream.schemas.serde.EventReader;
import dev.hookstream.topology.contract.Contracts;
import dev.hookstream.topology.lane.LaneSettings;
import dev.hookstream.topology.settings.ChangeListener;
import java.util.function.LongSupplier;

/**
 * What the dispatch topology is built from.
 *
 * @param names what the topics are called
 * @param partitions how many every topic has that is keyed by workspace
 * @param partitioner which of them a workspace lives in
 * @param reader turns a record of the events topic into an event
 * @param contracts the installed contracts
 * @param lanes what lanes need
 * @param maxWebhooks how many a workspace may have
 * @param changes told what became of each change
 * @param observer told what only counts
 * @param clock milliseconds since 1970; for the order in which records are taken, and nothing else
 */
public record DispatchSettings(
    TopicNames names,
    int partitions,
    WorkspacePartitioner partitioner,
    EventReader reader,
    Contracts contracts,
    LaneSettings lanes,
    int maxWebhooks,
    ChangeListener changes,
    DispatchObserver observer,
    LongSupplier clock) {}
