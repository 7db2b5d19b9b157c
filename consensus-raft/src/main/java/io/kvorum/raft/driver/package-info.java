/** Threads, log, messages and snapshots around the core. */
package io.kvorum.raft.driver;
