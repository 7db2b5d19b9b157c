package io.kvorum.memory;

import io.kvorum.spi.wal.WalFactory;
import io.kvorum.tck.WriteAheadLogContract;

class MemoryWalContractTest extends WriteAheadLogContract {
    @Override
    protected WalFactory factory() {
        return new MemoryWalFactory();
    }

    @Override
    protected boolean durable() {
        return false;
    }

    @Override
    protected long bytesUntilReleased() {
        return 10_000;
    }
}
