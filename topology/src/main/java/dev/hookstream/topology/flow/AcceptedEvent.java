package dev.hookstream.topology.flow;

import dev.hookstream.schemas.DeliveryClass;
import dev.hookstream.schemas.Event;
import dev.hookstream.schemas.Trace;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event that may be matched.
 *
 * @param event what happened
 * @param partition where it lies on the events topic
 * @param offset where it lies on the events topic
 * @param acceptedAt when it (or the request to replay it) was appended; milliseconds since 1970
 * @param contracts the contracts that know it; endpoints under others are passed over
 * @param deliveryClass live, or a replay
 * @param replayId the replay that asked for it, or null
 * @param onlyEndpoint the one endpoint that a replay is for; null for all that match
 * @param again whether it has been delivered or given up before, and an operator wants all of it
 *     anew
 * @param trace the one that its producer named, or null; a replay belongs to none
 */
record AcceptedEvent(
    Event event,
    int partition,
    long offset,
    long acceptedAt,
    Set<String> contracts,
    DeliveryClass deliveryClass,
    @Nullable String replayId,
    @Nullable String onlyEndpoint,
    boolean again,
    @Nullable Trace trace) {}
