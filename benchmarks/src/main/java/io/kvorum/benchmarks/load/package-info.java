/** A load driver for any server that speaks etcd's gRPC API, and a comparison of several of them in one run. */
package io.kvorum.benchmarks.load;
