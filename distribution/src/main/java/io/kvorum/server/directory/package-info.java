/** The data directory of a node: who it belongs to, who uses it now, and how files are made in it. */
package io.kvorum.server.directory;
