package io.kvorum.spi.wal;

import io.kvorum.spi.ComponentFactory;

/** Makes logs of one kind. {@code create} touches no file; opening does. */
public interface WalFactory extends ComponentFactory<WalOpener, WalContext> {}
