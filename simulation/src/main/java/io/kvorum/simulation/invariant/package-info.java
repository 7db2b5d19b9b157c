/**
 * What must hold at every moment in every member, whatever clients see: recorders at the seams of a member, and the
 * invariants of Raft over all of them (Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm, figure 3).
 */
package io.kvorum.simulation.invariant;
