package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;

/** Is told at start which live key hangs on which lease (R136). */
@FunctionalInterface
public interface AttachmentVisitor {
    /**
     * One attached key.
     *
     * @param lease never 0; whether it exists is not checked
     */
    void attached(ByteString key, long lease);
}
