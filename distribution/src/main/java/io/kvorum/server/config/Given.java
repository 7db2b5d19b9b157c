package io.kvorum.server.config;

/** A value as somebody wrote it, not looked at yet. */
record Given(String name, String text, Origin origin) {}
