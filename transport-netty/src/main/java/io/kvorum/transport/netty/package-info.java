/**
 * What the transports for clients share without knowing one another: one listener with its sockets, event loops and
 * connections, and the look at the first bytes that tells which protocol a connection speaks (H1).
 */
package io.kvorum.transport.netty;
