package io.kvorum.spi.peer;

import io.kvorum.spi.ComponentFactory;

/** Makes peer transports of one kind. */
public interface PeerTransportFactory extends ComponentFactory<PeerTransport, PeerContext> {}
