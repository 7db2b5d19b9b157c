package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import io.kvorum.spi.storage.WriteBatch;
import java.util.Map;
import java.util.TreeMap;

/** A store with what surrounds it in the server, reduced to what a test needs. */
public final class StoreFixture {
    private final HeapStorage storage = new HeapStorage();
    private final CountedMetrics metrics = new CountedMetrics();
    private final long cacheBytes;
    private MvccStore store;

    /** Makes a fresh store. */
    public StoreFixture(long cacheBytes) {
        this.cacheBytes = cacheBytes;
        restart();
    }

    public MvccStore store() {
        return store;
    }

    public HeapStorage storage() {
        return storage;
    }

    public CountedMetrics metrics() {
        return metrics;
    }

    /** Begins again with what is stored; returns which key is said to hang on which lease. */
    public Map<ByteString, Long> restart() {
        store = new MvccStore(storage, metrics, cacheBytes);
        Map<ByteString, Long> attachments = new TreeMap<>(ByteString.unsignedLexicographicalComparator());
        store.restore(RestoredHistory.of(storage), attachments::put);
        return attachments;
    }

    /** Stores what was written and shows it to the readers. */
    public void publish() {
        WriteBatch batch = new WriteBatch();
        store.drainInto(batch);
        storage.apply(batch);
        store.publish();
    }

    /** One revision with one put. */
    public RevisionChanges put(String key, String value) {
        return put(key, value, 0);
    }

    public RevisionChanges put(String key, String value, long lease) {
        WriteTransaction transaction = store.begin();
        transaction.put(ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value), lease);
        RevisionChanges changes = transaction.end();
        publish();
        return changes;
    }

    /** One revision with one deletion. */
    public RevisionChanges delete(String key) {
        WriteTransaction transaction = store.begin();
        transaction.delete(ByteString.copyFromUtf8(key));
        RevisionChanges changes = transaction.end();
        publish();
        return changes;
    }

    /** Sets the compaction revision without removing anything. */
    public void compact(long revision) {
        store.compact(revision);
        publish();
    }

    /** Removes once; returns whether more is left. */
    public boolean compactStep(int revisionsMax) {
        WriteBatch batch = new WriteBatch();
        boolean more = store.compactStep(batch, revisionsMax);
        storage.apply(batch);
        return more;
    }

    /** Compacts to the end. */
    public void compactFully(long revision) {
        compact(revision);
        store.rememberCompactionHashes();
        while (compactStep(1000)) {
            // Goes on until nothing is left.
        }
    }
}
