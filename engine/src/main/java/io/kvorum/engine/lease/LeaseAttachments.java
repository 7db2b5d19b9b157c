package io.kvorum.engine.lease;

import com.google.protobuf.ByteString;

/**
 * Which key hangs on which lease, as the writes see and change it (R54, R57, R135). Apply lane only.
 *
 * <p>Derived state: after a restart it is built again from the stored pairs (R136).
 */
public interface LeaseAttachments {
    /** Whether the lease was granted and not yet revoked (R51). */
    boolean exists(long lease);

    /** The key belongs to {@code lease} from now on, and to no other; 0 detaches it. */
    void attach(ByteString key, long lease);
}
