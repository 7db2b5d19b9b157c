/** Care of one member: its status, and handing leadership over. */
package io.kvorum.engine.maintenance;
