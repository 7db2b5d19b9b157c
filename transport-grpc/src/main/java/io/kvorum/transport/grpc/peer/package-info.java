/**
 * The peer transport {@code grpc}: members talk to one another on a port of their own, which offers nothing to clients.
 *
 * <p>To each other member there are two connections for messages, so that an urgent one never waits behind a bulky one,
 * and one more for each snapshot under way. Every stream and call begins with a handshake in its metadata
 * ({@link io.kvorum.transport.grpc.peer.Handshake}).
 */
package io.kvorum.transport.grpc.peer;
