/** KV, Watch, Lease and health over gRPC, the client transport named {@code grpc}. */
package io.kvorum.transport.grpc;
