package io.kvorum.server.dns;

/** Where a service is: an SRV record (RFC 2782). */
record ServiceRecord(int priority, int weight, int port, String target) {}
