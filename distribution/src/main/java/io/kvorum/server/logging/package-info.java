/** How a server process logs: for people on a terminal, or one JSON object per line with etcd's field names. */
package io.kvorum.server.logging;
