package io.kvorum.engine.watch;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.mvccpb.KeyValue;
import io.kvorum.engine.mvcc.Change;
import io.kvorum.engine.mvcc.History;
import io.kvorum.engine.mvcc.RevisionChanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A store that keeps every revision in memory; thread-safe by one lock. */
final class FakeHistory implements History {
    private final TreeMap<Long, RevisionChanges> revisions = new TreeMap<>();
    private final Map<String, TreeMap<Long, KeyValue>> rows = new HashMap<>();
    private long published = 1;
    private long compacted = -1;
    private int scans;

    /** Publishes one revision of puts ({@code key=value}) and deletions ({@code -key}). */
    synchronized RevisionChanges commit(String... operations) {
        published++;
        List<Change> changes = new ArrayList<>();
        for (String operation : operations) {
            changes.add(operation.startsWith("-") ? delete(operation.substring(1)) : put(operation));
        }
        RevisionChanges revision = new RevisionChanges(published, List.copyOf(changes));
        revisions.put(published, revision);
        return revision;
    }

    private Change put(String operation) {
        int equals = operation.indexOf('=');
        String key = operation.substring(0, equals);
        KeyValue before = last(key, published);
        KeyValue pair = KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(operation.substring(equals + 1)))
                .setModRevision(published)
                .setCreateRevision(before == null ? published : before.getCreateRevision())
                .setVersion(before == null ? 1 : before.getVersion() + 1)
                .build();
        rows.computeIfAbsent(key, absent -> new TreeMap<>()).put(published, pair);
        return new Change(pair.getKey(), pair.toByteString(), before == null);
    }

    private Change delete(String key) {
        rows.computeIfAbsent(key, absent -> new TreeMap<>()).put(published, KeyValue.getDefaultInstance());
        return new Change(ByteString.copyFromUtf8(key), null, false);
    }

    private KeyValue last(String key, long revision) {
        TreeMap<Long, KeyValue> versions = rows.get(key);
        Map.Entry<Long, KeyValue> entry = versions == null ? null : versions.floorEntry(revision);
        return entry == null || entry.getValue().getKey().isEmpty() ? null : entry.getValue();
    }

    synchronized boolean exists(String key) {
        return last(key, published) != null;
    }

    synchronized void compact(long revision) {
        compacted = revision;
    }

    synchronized List<RevisionChanges> all() {
        return new ArrayList<>(revisions.values());
    }

    synchronized int scans() {
        return scans;
    }

    @Override
    public synchronized long publishedRevision() {
        return published;
    }

    @Override
    public synchronized long compactRevision() {
        return compacted;
    }

    @Override
    public synchronized List<RevisionChanges> changesSince(long fromRevision, int revisionsMax, int changesMax) {
        scans++;
        if (fromRevision < compacted) {
            throw new KvorumException(ErrorCode.COMPACTED);
        }
        List<RevisionChanges> found = new ArrayList<>();
        int changes = 0;
        for (RevisionChanges revision : revisions.tailMap(fromRevision).values()) {
            if (found.size() == revisionsMax || changes >= changesMax) {
                break;
            }
            found.add(revision);
            changes += revision.changes().size();
        }
        return found;
    }

    @Override
    public synchronized ByteString rowAt(ByteString key, long revision) {
        if (revision < compacted) {
            return null;
        }
        KeyValue row = last(key.toStringUtf8(), revision);
        return row == null ? null : row.toByteString();
    }
}
