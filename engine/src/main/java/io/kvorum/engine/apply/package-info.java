/** The replicated state machine: entries become rows, revisions, events and replies, on one lane. */
package io.kvorum.engine.apply;
