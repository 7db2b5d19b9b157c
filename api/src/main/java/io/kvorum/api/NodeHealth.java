package io.kvorum.api;

import io.kvorum.api.etcdserverpb.AlarmMember;
import java.util.List;
import java.util.Optional;

/**
 * What a transport needs for its health and version pages: the state of this member as it knows it itself, without
 * asking anybody. Every method may be called from any thread, at any time between start and stop, and neither blocks
 * nor throws. Two calls may show two states.
 */
public interface NodeHealth {
    /** The version of the etcd API that this server speaks, e.g. {@code 3.7.1}. */
    String serverVersion();

    /** The version that the cluster has agreed upon, e.g. {@code 3.7.0}; empty before the first agreement. */
    Optional<String> clusterVersion();

    /** The version of the storage schema, e.g. {@code 3.7.0}; empty while it is not recorded. */
    Optional<String> storageVersion();

    /** The alarms that are active, of all members; an immutable copy. */
    List<AlarmMember> alarms();

    /** Whether this member knows a leader. */
    boolean hasLeader();

    /** Whether this member is a learner, which does not vote and refuses most calls (R284). */
    boolean isLearner();
}
