/** Clusters of real processes on the loopback address, and what can be done to them. */
package io.kvorum.e2e.cluster;
