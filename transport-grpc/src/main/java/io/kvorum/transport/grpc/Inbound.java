package io.kvorum.transport.grpc;

import io.kvorum.api.KvorumException;

/**
 * A message of a client, or why it could not be read: a parser that throws would end the call with a text of gRPC's.
 *
 * @param message null if refused
 * @param refusal null if read
 */
record Inbound<Q>(Q message, KvorumException refusal) {}
