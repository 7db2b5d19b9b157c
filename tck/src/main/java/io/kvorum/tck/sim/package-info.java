/**
 * A world in one thread: virtual time, chance from a seed, a disk that forgets what was not synced, and a network that
 * loses, delays and repeats.
 *
 * <p>Nothing here is safe for several threads, and nothing needs to be.
 */
package io.kvorum.tck.sim;
