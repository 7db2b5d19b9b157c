package io.kvorum.engine.lease;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.WriteBatch;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The leases that the cluster granted, and the keys that hang on them. The apply lane changes it; renewals and queries
 * look leases up from any thread.
 *
 * <p>Rows are written by {@link #writeTo}, once per storage batch whatever happened to a lease within it. Attachments are
 * not stored: they follow from the pairs (R136).
 *
 * <p>Bound: none of its own, as in etcd; the table grows with the store that the quota bounds.
 */
public final class LeaseTable implements LeaseAttachments {
    private static final Keyspace LEASES =
            new Keyspace("lease", Keyspace.KeyShape.fixed(Long.BYTES), Keyspace.SizeClass.SMALL);

    private final LeaseClock clock;
    private final Metrics.Counter granted;
    private final Metrics.Counter revoked;
    private final Metrics.Histogram lifetimes;

    private final ConcurrentHashMap<Long, LeaseRecord> records = new ConcurrentHashMap<>();

    /** Apply lane only, as the rest: the one lease of a key (R135). */
    private final Map<ByteString, LeaseRecord> leaseOfKey = new HashMap<>();

    /** Ids whose row differs from the table. */
    private final LinkedHashSet<Long> unwritten = new LinkedHashSet<>();

    /** Revoked since the last publication. */
    private int ended;

    /** @param clock learns of each grant and each end */
    public LeaseTable(Metrics metrics, LeaseClock clock) {
        this.clock = clock;
        this.granted = metrics.counter("etcd_debugging_lease_granted_total", "The total number of granted leases.");
        this.revoked = metrics.counter("etcd_debugging_lease_revoked_total", "The total number of revoked leases.");
        this.lifetimes = metrics.histogram(
                "etcd_debugging_lease_ttl_total", "Bucketed histogram of lease TTLs.", Metrics.doublingBuckets(1, 24));
    }

    /** What the table stores; to be declared when the backend is opened. */
    public static List<Keyspace> keyspaces() {
        return List.of(LEASES);
    }

    /**
     * Takes the leases from storage in place of the present ones: at start, or after a snapshot was installed. No key
     * is attached afterwards; {@link #reattach} follows for each stored pair with a lease.
     */
    public void restore(StorageBackend storage) {
        for (LeaseRecord record : records.values()) {
            record.revoke();
        }
        clock.ended(records.size() + ended);
        records.clear();
        leaseOfKey.clear();
        unwritten.clear();
        ended = 0;
        try (RowCursor rows = storage.scan(LEASES, KeyRange.ALL, false, Integer.MAX_VALUE)) {
            while (rows.next()) {
                LeaseRecord record = LeaseRow.decode(rows.key(), rows.value());
                records.put(record.id(), record);
                clock.granted(record);
            }
        }
        clock.wakeIfNews();
    }

    /**
     * Attaches a stored pair after {@link #restore} (R136).
     *
     * @return false if there is no such lease: the pair lives on without one, and the caller tells the operator
     */
    public boolean reattach(ByteString key, long lease) {
        LeaseRecord record = records.get(lease);
        if (record == null) {
            return false;
        }
        attachTo(key, record);
        return true;
    }

    @Override
    public boolean exists(long lease) {
        return records.containsKey(lease);
    }

    @Override
    public void attach(ByteString key, long lease) {
        if (lease != 0) {
            LeaseRecord record = records.get(lease);
            if (record == null) {
                throw new IllegalStateException("a key was stored with lease " + lease + ", which does not exist");
            }
            attachTo(key, record);
        } else if (!leaseOfKey.isEmpty()) {
            LeaseRecord before = leaseOfKey.remove(key);
            if (before != null) {
                before.removeKey(key);
            }
        }
    }

    private void attachTo(ByteString key, LeaseRecord record) {
        LeaseRecord before = leaseOfKey.put(key, record);
        if (before != record) {
            if (before != null) {
                before.removeKey(key);
            }
            record.addKey(key);
        }
    }

    /**
     * Applies a grant.
     *
     * @param id never 0; chosen at admission if the client left it open
     * @param lifetimeSeconds the granted lifetime, see {@link LeaseRules#grantedLifetime}
     * @throws KvorumException LEASE_EXISTS (R120); nothing changed then
     */
    public void applyGrant(long id, long lifetimeSeconds) {
        LeaseRecord record = new LeaseRecord(id, lifetimeSeconds, 0);
        if (records.putIfAbsent(id, record) != null) {
            throw new KvorumException(ErrorCode.LEASE_EXISTS);
        }
        unwritten.add(id);
        clock.granted(record);
        granted.increment();
        lifetimes.observe(lifetimeSeconds);
    }

    /**
     * Applies a revocation: the lease is gone and its keys hang on nothing. The caller deletes them from the store, all
     * in one revision (R123).
     *
     * @return the keys in ascending order; may be empty
     * @throws KvorumException LEASE_NOT_FOUND; nothing changed then
     */
    public List<ByteString> applyRevoke(long id) {
        LeaseRecord record = records.remove(id);
        if (record == null) {
            throw new KvorumException(ErrorCode.LEASE_NOT_FOUND);
        }
        List<ByteString> keys = record.keys();
        for (ByteString key : keys) {
            leaseOfKey.remove(key);
        }
        record.revoke();
        ended++;
        unwritten.add(id);
        revoked.increment();
        return keys;
    }

    /**
     * Applies a checkpoint of the time left (R137).
     *
     * @param remainingSeconds 0 clears it
     * @return false if there is no such lease: it may have ended meanwhile
     */
    public boolean applyCheckpoint(long id, long remainingSeconds) {
        LeaseRecord record = records.get(id);
        if (record == null) {
            return false;
        }
        record.checkpoint(remainingSeconds);
        unwritten.add(id);
        return true;
    }

    /** Adds the rows of everything that changed since the last call to a batch. */
    public void writeTo(WriteBatch batch) {
        for (Long id : unwritten) {
            LeaseRecord record = records.get(id);
            Bytes key = LeaseRow.key(id);
            if (record == null) {
                batch.delete(LEASES, key);
            } else {
                batch.put(LEASES, key, LeaseRow.value(record));
            }
        }
        unwritten.clear();
    }

    /**
     * To be called after each publication of a revision: only now may those who wait for the end of a lease learn of it
     * (R125), since they may look for its keys next.
     */
    public void afterPublication() {
        if (ended != 0) {
            clock.ended(ended);
            ended = 0;
        }
        clock.wakeIfNews();
    }

    /** Number of leases. Any thread. */
    public int size() {
        return records.size();
    }

    /** The lease, or null. Any thread. */
    LeaseRecord find(long id) {
        return records.get(id);
    }

    /** All leases in no order that means anything: sort before use. Any thread. */
    Collection<LeaseRecord> unordered() {
        return records.values();
    }
}
