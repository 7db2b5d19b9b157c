package io.kvorum.engine.txn;

import com.google.protobuf.ByteString;
import io.kvorum.engine.lease.LeaseAttachments;
import java.util.Set;
import java.util.TreeMap;

/** Leases that simply are there. */
final class HeldLeases implements LeaseAttachments {
    final Set<Long> granted;
    final TreeMap<ByteString, Long> attached = new TreeMap<>(StoreModel.ORDER);

    HeldLeases(Set<Long> granted) {
        this.granted = granted;
    }

    @Override
    public boolean exists(long lease) {
        return granted.contains(lease);
    }

    @Override
    public void attach(ByteString key, long lease) {
        if (lease == 0) {
            attached.remove(key);
        } else {
            attached.put(key, lease);
        }
    }
}
