/** What a leader knows of its followers. */
package io.kvorum.raft.progress;
