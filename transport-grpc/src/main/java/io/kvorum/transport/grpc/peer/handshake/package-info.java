/**
 * The handshake (PEER-4): who begins a stream or call says in its headers who it is, and who answers says so in the headers of
 * the answer. Both judge. The {@link io.kvorum.transport.grpc.peer.handshake.Door} is where all that comes in is judged.
 */
package io.kvorum.transport.grpc.peer.handshake;
