/** Parts that do what other parts do, for recorders and for planted bugs. */
package io.kvorum.simulation.part;
