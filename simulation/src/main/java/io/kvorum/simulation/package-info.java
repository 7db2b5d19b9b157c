/**
 * Nodes of any parts in a world of virtual time, with clients that remember what they were told.
 *
 * <p>A run is fixed by its seed: the same seed gives the same schedule, the same crashes and the same history.
 */
package io.kvorum.simulation;
