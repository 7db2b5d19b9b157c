/**
 * What a plug-in sees of Kvorum: the entry point, and the value types that every port shares.
 *
 * <p>Everything below this package is stable unless it is marked {@link io.kvorum.spi.Experimental}. New methods on
 * ports are {@code default} methods. The package imports the JDK only; {@code io.kvorum.spi.client} alone also names
 * types of module {@code api}.
 *
 * <p>Null is never accepted and never returned unless a method says so.
 */
package io.kvorum.spi;
