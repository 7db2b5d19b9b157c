/** The real world behind {@code NodeRuntime}: threads, clocks, timers, randomness and measurements of one node. */
package io.kvorum.server.runtime;
