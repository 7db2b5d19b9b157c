/** Consensus by Raft, as a plug-in. */
package io.kvorum.raft;
