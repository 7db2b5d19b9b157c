/** What one member asks another: the leader's answers for callers at followers, with errors that stay exact. */
package io.kvorum.engine.forward;
