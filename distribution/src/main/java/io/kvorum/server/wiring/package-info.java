/**
 * The composition root: the only place that uses Guice. It makes the chosen parts in their order, and starts and stops
 * the node they make up.
 */
package io.kvorum.server.wiring;
