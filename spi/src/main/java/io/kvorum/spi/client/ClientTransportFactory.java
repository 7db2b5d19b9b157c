package io.kvorum.spi.client;

import io.kvorum.spi.ComponentFactory;

/** Makes client transports of one kind. */
public interface ClientTransportFactory extends ComponentFactory<ClientTransport, ClientTransportContext> {}
