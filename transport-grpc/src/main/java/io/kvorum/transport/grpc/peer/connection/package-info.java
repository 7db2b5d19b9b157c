/** Connections between members: the port, the sockets, the threads, and what comes to the port and belongs elsewhere. */
package io.kvorum.transport.grpc.peer.connection;
