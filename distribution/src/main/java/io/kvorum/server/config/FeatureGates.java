package io.kvorum.server.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * etcd's switches for single features (section 2.8 of the contract): known by name, so that a file made for etcd is
 * accepted. None of them changes what one member does.
 */
final class FeatureGates {
    private static final Set<String> KNOWN = Set.of(
            "StopGRPCServiceOnDefrag",
            "TxnModeWriteWithSharedBuffer",
            "InitialCorruptCheck",
            "CompactHashCheck",
            "LeaseCheckpoint",
            "LeaseCheckpointPersist",
            "SetMemberLocalAddr",
            "FastLeaseKeepAlive",
            "PriorityRequest",
            "AllAlpha",
            "AllBeta");

    private FeatureGates() {}

    static void check(String text) {
        Map<String, Boolean> gates = new LinkedHashMap<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",")) {
            String[] pair = part.strip().split("=", 2);
            if (pair.length < 2) {
                throw new IllegalArgumentException("missing bool value for " + pair[0]);
            }
            if (!KNOWN.contains(pair[0].strip())) {
                throw new IllegalArgumentException("unrecognized feature gate: " + pair[0].strip());
            }
            gates.put(pair[0].strip(), parseBoolean(pair[0], pair[1].strip()));
        }
        if (gates.getOrDefault("LeaseCheckpointPersist", false) && !gates.getOrDefault("LeaseCheckpoint", false)) {
            throw new IllegalArgumentException(
                    "enabling feature gate LeaseCheckpointPersist requires enabling feature" + " gate LeaseCheckpoint");
        }
    }

    private static boolean parseBoolean(String gate, String text) {
        return switch (text) {
            case "true", "1", "t", "T", "TRUE", "True" -> true;
            case "false", "0", "f", "F", "FALSE", "False" -> false;
            default -> throw new IllegalArgumentException("invalid value of " + gate + "=" + text);
        };
    }
}
