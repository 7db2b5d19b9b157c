/** Finds plug-ins, on the class path and in a folder of jars, and picks their factories by name. */
package io.kvorum.server.plugin;
