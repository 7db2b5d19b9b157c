/** Questions of members to one another, with answers (PEER-6). */
package io.kvorum.transport.grpc.peer.call;
