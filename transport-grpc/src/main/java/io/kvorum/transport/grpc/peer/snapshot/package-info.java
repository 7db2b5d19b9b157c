/** Snapshots between members: streams of their own, with back-pressure, a rate, and resumption (PEER-5). */
package io.kvorum.transport.grpc.peer.snapshot;
