package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;

/**
 * One change of one key; its place in {@link RevisionChanges#changes()} is its sub-revision.
 *
 * @param key the key
 * @param row the new pair in wire form ({@code mvccpb.KeyValue}), or null for a deletion
 * @param created whether a put made the key, so that there is no pair before it (R174); false for a deletion
 */
public record Change(ByteString key, ByteString row, boolean created) {
    public boolean isDeletion() {
        return row == null;
    }
}
