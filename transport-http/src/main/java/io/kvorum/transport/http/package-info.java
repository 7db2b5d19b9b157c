/** HTTP/1.1 on the client port: the JSON gateway, health, version and metrics, as the client transport {@code http}. */
package io.kvorum.transport.http;
