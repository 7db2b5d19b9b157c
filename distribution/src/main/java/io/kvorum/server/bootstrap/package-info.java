/** How a member comes to life: as a founder, as a newcomer of a running cluster, found by discovery, or from its data. */
package io.kvorum.server.bootstrap;
