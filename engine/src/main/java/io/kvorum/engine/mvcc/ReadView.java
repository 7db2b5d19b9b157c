package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;

/** The key space as a reader sees it at a published revision, or a write transaction with its own changes. */
public interface ReadView extends PairSource {
    /** The newest pair of a key in sight, or null if the key does not exist. May block for the disk. */
    PairState find(ByteString key);
}
