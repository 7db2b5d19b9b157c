package io.kvorum.e2e.cluster;

/** One event of a watch: in this load every revision is one put of one key. */
record Change(long revision, String key, String value) {}
