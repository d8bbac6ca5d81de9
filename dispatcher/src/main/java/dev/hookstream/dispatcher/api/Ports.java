package dev.hookstream.dispatcher.api;

import dev.hookstream.dispatcher.api.port.ApiKeys;
import dev.hookstream.dispatcher.api.port.Changes;
import dev.hookstream.dispatcher.api.port.DeadLetters;
import dev.hookstream.dispatcher.api.port.Deliveries;
import dev.hookstream.dispatcher.api.port.Events;
import dev.hookstream.dispatcher.api.port.LiveEvents;
import dev.hookstream.dispatcher.api.port.Operations;
import dev.hookstream.dispatcher.api.port.PeerCalls;
import dev.hookstream.dispatcher.api.port.Publisher;
import dev.hookstream.dispatcher.api.port.Readiness;
import dev.hookstream.dispatcher.api.port.Replays;
import dev.hookstream.dispatcher.api.port.Settings;
import dev.hookstream.dispatcher.api.port.TestSender;
import dev.hookstream.dispatcher.api.port.UrlCheck;

/** The other parts, as the API sees them. */
public record Ports(
    ApiKeys apiKeys,
    Settings settings,
    Changes changes,
    Publisher publisher,
    Events events,
    LiveEvents live,
    Deliveries deliveries,
    Replays replays,
    DeadLetters deadLetters,
    TestSender testSender,
    UrlCheck urlCheck,
    Readiness readiness,
    PeerCalls peerCalls,
    Operations operations) {}
