/** What clients were told, and whether it can be true. */
package io.kvorum.simulation.history;
