/**
 * Messages (PEER-1 to PEER-3): the {@link io.kvorum.transport.grpc.peer.message.Roster} knows the other members, each with a
 * queue and a link for either urgency; what arrives is handed on in order, from the newest stream of a sender.
 */
package io.kvorum.transport.grpc.peer.message;
