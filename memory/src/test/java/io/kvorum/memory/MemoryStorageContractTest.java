package io.kvorum.memory;

import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.tck.StorageBackendContract;

class MemoryStorageContractTest extends StorageBackendContract {
    @Override
    protected StorageFactory factory() {
        return new MemoryStorageFactory();
    }

    @Override
    protected boolean durable() {
        return false;
    }
}
