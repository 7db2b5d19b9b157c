package io.kvorum.transport.grpc;

import io.kvorum.api.NodeHealth;
import io.kvorum.api.etcdserverpb.AlarmMember;
import java.util.List;
import java.util.Optional;

/** A member in good health, which is a learner if the test says so. */
final class FakeHealth implements NodeHealth {
    volatile boolean learner;

    @Override
    public String serverVersion() {
        return "3.7.1";
    }

    @Override
    public Optional<String> clusterVersion() {
        return Optional.empty();
    }

    @Override
    public Optional<String> storageVersion() {
        return Optional.empty();
    }

    @Override
    public List<AlarmMember> alarms() {
        return List.of();
    }

    @Override
    public boolean hasLeader() {
        return true;
    }

    @Override
    public boolean isLearner() {
        return learner;
    }
}
