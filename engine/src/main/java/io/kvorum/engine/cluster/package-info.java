/** Members, their attributes, the cluster version and alarms: what the members know of themselves by the log. */
package io.kvorum.engine.cluster;
