/** What a majority is. */
package io.kvorum.raft.quorum;
