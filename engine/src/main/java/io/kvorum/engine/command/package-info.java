/** What travels through the log: one envelope around one of etcd's requests (design §3.7). */
package io.kvorum.engine.command;
