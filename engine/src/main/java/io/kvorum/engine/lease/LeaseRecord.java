package io.kvorum.engine.lease;

import com.google.protobuf.ByteString;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * One granted lease. The apply lane changes its keys and its end, anybody renews its deadline, everybody reads.
 *
 * <p>The deadline is a single number that is only ever compared and swapped: a renewal costs that and nothing else, and
 * cannot overtake the expiry that claimed the lease before (R125).
 */
final class LeaseRecord {
    /** Deadline while this member does not lead (R131). */
    static final long NONE = -1;

    /** Deadline of a lease whose revocation is under way; it never comes back to life (R125). */
    static final long CLAIMED = -2;

    private static final VarHandle DEADLINE;

    static {
        try {
            DEADLINE = MethodHandles.lookup().findVarHandle(LeaseRecord.class, "deadline", long.class);
        } catch (ReflectiveOperationException cause) {
            throw new ExceptionInInitializerError(cause);
        }
    }

    private final long id;
    private final long lifetimeSeconds;
    private volatile long remainingSeconds;
    private volatile boolean revoked;

    /** Nanoseconds since the clock's origin, never negative; or {@link #NONE}, or {@link #CLAIMED}. */
    private volatile long deadline = NONE;

    /** Null, the only key, or a sorted set of keys: most leases hold one key. Written by the apply lane only. */
    private volatile Object keys;

    /** Place in the heap of deadlines, and whether it stands there; lease lane only. */
    private long checkAt;

    private boolean awaited;

    LeaseRecord(long id, long lifetimeSeconds, long remainingSeconds) {
        this.id = id;
        this.lifetimeSeconds = lifetimeSeconds;
        this.remainingSeconds = remainingSeconds;
    }

    long id() {
        return id;
    }

    long lifetimeSeconds() {
        return lifetimeSeconds;
    }

    /** The checkpointed rest of the lifetime, or 0 (R137). */
    long remainingSeconds() {
        return remainingSeconds;
    }

    void checkpoint(long seconds) {
        remainingSeconds = seconds;
    }

    boolean revoked() {
        return revoked;
    }

    void revoke() {
        revoked = true;
    }

    long deadline() {
        return deadline;
    }

    /** Replaces the deadline if it still is the expected one. */
    boolean moveDeadline(long expected, long next) {
        return DEADLINE.compareAndSet(this, expected, next);
    }

    void dropDeadline() {
        deadline = NONE;
    }

    long checkAt() {
        return checkAt;
    }

    /** Notes that the lease lane looks at this lease at {@code time}. */
    void await(long time) {
        checkAt = time;
        awaited = true;
    }

    boolean awaited() {
        return awaited;
    }

    void forget() {
        awaited = false;
    }

    @SuppressWarnings("unchecked")
    void addKey(ByteString key) {
        Object present = keys;
        if (present == null) {
            keys = key;
        } else if (present instanceof ConcurrentSkipListSet<?> set) {
            ((ConcurrentSkipListSet<ByteString>) set).add(key);
        } else if (!present.equals(key)) {
            ConcurrentSkipListSet<ByteString> set =
                    new ConcurrentSkipListSet<>(ByteString.unsignedLexicographicalComparator());
            set.add((ByteString) present);
            set.add(key);
            keys = set;
        }
    }

    void removeKey(ByteString key) {
        Object present = keys;
        if (present instanceof ConcurrentSkipListSet<?> set) {
            set.remove(key);
        } else if (key.equals(present)) {
            keys = null;
        }
    }

    /** The attached keys in ascending order. Any thread; while keys come and go it may hold some of them and not others. */
    @SuppressWarnings("unchecked")
    List<ByteString> keys() {
        Object present = keys;
        if (present == null) {
            return List.of();
        }
        return present instanceof ConcurrentSkipListSet<?> set
                ? new ArrayList<>((ConcurrentSkipListSet<ByteString>) set)
                : List.of((ByteString) present);
    }
}
