package io.kvorum.simulation.invariant;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.ProposalFailure;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was reported as certainly not committed never commits (CON-4). */
final class ProposalFates {
    private final Violations violations;
    private final CommittedLog committed;
    private final Map<Bytes, ProposalFailure> refused = new LinkedHashMap<>();
    private long unknown;

    ProposalFates(Violations violations, CommittedLog committed) {
        this.violations = violations;
        this.committed = committed;
    }

    /** The same command may be proposed again after it failed for certain. */
    void proposed(Bytes command) {
        refused.remove(command);
    }

    void failed(Bytes command, ProposalFailure failure) {
        if (failure.outcomeUnknown()) {
            unknown++;
        } else {
            refused.put(command, failure);
        }
    }

    void judge() {
        refused.forEach((command, failure) -> {
            Long index = committed.indexOf(command);
            if (index != null) {
                violations.add("a proposal failed for certain as " + failure + " and is entry " + index + " (CON-4)");
            }
        });
    }

    /** Proposals whose fate was reported as unknown. */
    long unknown() {
        return unknown;
    }
}
