/** Care of one member: its status, a hash of its rows, and handing leadership over. */
package io.kvorum.engine.maintenance;
