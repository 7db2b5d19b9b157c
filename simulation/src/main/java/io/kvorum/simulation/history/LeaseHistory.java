package io.kvorum.simulation.history;

import java.util.ArrayList;
import java.util.List;

/**
 * What one holder of a lease knows of it. Times are virtual nanoseconds.
 *
 * @param key the one key bound to it
 * @param lifetimeNanoseconds as it was granted
 * @param renewedAt when the grant, and every renewal that succeeded, was asked for
 * @param boundRevision revision of the put that bound the key
 */
public record LeaseHistory(String key, long lifetimeNanoseconds, List<Long> renewedAt, long boundRevision) {
    /** Clocks may differ this much in speed: the allowed drift. */
    private static final double DRIFT_MAX = 0.002;

    /** The virtual time at which a revision was first written by some member. */
    @FunctionalInterface
    public interface WriteTimes {
        long of(long revision);
    }

    public LeaseHistory {
        renewedAt = List.copyOf(renewedAt);
    }

    /** Looks whether the lease ended too early, or is there for ever. */
    public List<String> judge(List<TrueChange> truth, WriteTimes times) {
        List<String> violations = new ArrayList<>();
        long deletedAt = 0;
        for (TrueChange change : truth) {
            if (change.key().equals(key) && change.value() == null && change.revision() > boundRevision) {
                deletedAt = times.of(change.revision());
            }
        }
        if (deletedAt == 0) {
            violations.add("the lease of " + key + " was not renewed for long and never expired");
            return violations;
        }
        for (long renewed : renewedAt) {
            long earliest = renewed + (long) (lifetimeNanoseconds * (1 - DRIFT_MAX));
            if (renewed < deletedAt && deletedAt < earliest) {
                violations.add("the lease of " + key + " was renewed for "
                        + lifetimeNanoseconds / 1_000_000 + " ms and expired after "
                        + (deletedAt - renewed) / 1_000_000 + " ms");
            }
        }
        return violations;
    }
}
