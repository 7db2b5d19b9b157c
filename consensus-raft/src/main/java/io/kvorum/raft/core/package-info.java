/** The algorithm as a pure function: inputs are messages, ticks, proposals, read requests and "stored up to here"; the output is a {@link io.kvorum.raft.core.Ready}. No I/O, no thread, no clock; chance is injected. */
package io.kvorum.raft.core;
