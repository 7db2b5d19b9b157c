/**
 * Settings: one table of keys that feeds flags, environment, file, the reference page and the error messages. etcd's names
 * are accepted unchanged.
 */
package io.kvorum.server.config;
