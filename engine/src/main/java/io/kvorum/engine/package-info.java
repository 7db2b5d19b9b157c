/** The facade of the engine: one node's replicated state with its services; everything else is behind it. */
package io.kvorum.engine;
