/**
 * The peer transport {@code grpc}: members talk to one another on a port of their own, which offers nothing to clients.
 *
 * <p>To each other member there are two connections for messages, so that an urgent one never waits behind a bulky one,
 * and one more for each snapshot under way. Every stream and call begins with a handshake in its metadata.
 *
 * <p>This package joins the parts to what the SPI calls a transport. The parts, each of which knows only those above it:
 *
 * <ul>
 *   <li>{@code wire}: bytes as gRPC's messages;
 *   <li>{@code handshake}: who may talk to whom, and where incoming calls are let in;
 *   <li>{@code connection}: sockets, event loops, the port, and what the parts share;
 *   <li>{@code message}: messages both ways, and the other members as this one sends to them;
 *   <li>{@code call}: questions and answers;
 *   <li>{@code snapshot}: snapshots both ways.
 * </ul>
 */
package io.kvorum.transport.grpc.peer;
