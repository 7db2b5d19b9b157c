/**
 * The world as a component sees it: time, threads, chance, measurement and the emergency stop.
 *
 * <p>Components that take all of these from here can be run in one thread, in virtual time, from a seed.
 */
package io.kvorum.spi.runtime;
