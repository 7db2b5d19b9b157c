/** How the methods of the peer protocol turn their arguments into bytes, each byte copied once. */
package io.kvorum.transport.grpc.peer.wire;
