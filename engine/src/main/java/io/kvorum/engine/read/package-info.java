/** Reads: the gate that makes them linearizable, and the lanes that run what may wait for the disk. */
package io.kvorum.engine.read;
