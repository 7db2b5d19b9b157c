/**
 * Every port but the clients' in memory: an ordinary plug-in, and the shortest text that keeps the rules.
 *
 * <p>For tests and for programs that embed a server they do not want to keep. Nothing survives the process.
 */
package io.kvorum.memory;
