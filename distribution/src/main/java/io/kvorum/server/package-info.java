/** The server: as a process ({@code Main}) and inside another program ({@link io.kvorum.server.Kvorum}). */
package io.kvorum.server;
