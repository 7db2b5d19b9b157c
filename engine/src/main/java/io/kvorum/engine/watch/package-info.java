/**
 * Watches (R160-R193): fan-out of published revisions to watchers, and catching up through history for those that lag.
 *
 * <p>Everything is decided on one lane. It hands finished answers, in order, to the home executors of the streams, one
 * task per executor and batch; only those tasks touch the sinks.
 */
package io.kvorum.engine.watch;
