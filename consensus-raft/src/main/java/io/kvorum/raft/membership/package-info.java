/** How a set of members changes, and how it is written down. */
package io.kvorum.raft.membership;
