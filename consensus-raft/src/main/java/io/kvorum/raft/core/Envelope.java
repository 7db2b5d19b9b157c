package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;

/** A message and where it goes. */
public record Envelope(MemberId to, Message message) {}
