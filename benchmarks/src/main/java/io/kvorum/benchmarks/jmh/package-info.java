/**
 * JMH benchmarks of single parts, without network: how much time the apply path, the storage, long ranges and watch
 * fan-out take. They run on one thread, with timers that never fire, so that nothing but the measured part is measured.
 */
package io.kvorum.benchmarks.jmh;
