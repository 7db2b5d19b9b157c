package io.kvorum.server.wiring;

import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.Configuration.ChosenParts;
import io.kvorum.server.config.MemberSettings;
import io.kvorum.server.directory.DataDirectory;
import io.kvorum.server.directory.NodeIdentity;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.consensus.Bootstrap;

/** How a member comes to life: as a founder of a new cluster, or from its data (C60, C61, C70). */
record Birth(NodeIdentity identity, Bootstrap bootstrap) {
    /** Decides, and keeps the identity of a new member before anything else is written. */
    static Birth of(Configuration configuration, DataDirectory directory) {
        NodeIdentity known = directory.identity().orElse(null);
        boolean forced = configuration.get(MemberSettings.FORCE_NEW_CLUSTER);
        if (known == null || !known.started()) {
            if (forced) {
                throw new ComponentException("--force-new-cluster needs the data of a member that ran before, but "
                        + directory.root() + " has none");
            }
            return found(configuration, directory);
        }
        requireSameParts(known, configuration.parts(), directory);
        return new Birth(known, forced ? new Bootstrap.ForceNew() : new Bootstrap.Restart());
    }

    private static Birth found(Configuration configuration, DataDirectory directory) {
        FoundingCluster cluster = FoundingCluster.of(configuration);
        ChosenParts parts = configuration.parts();
        NodeIdentity identity = new NodeIdentity(
                cluster.clusterId(),
                cluster.ownId(),
                parts.consensus().name(),
                parts.wal().name(),
                parts.storage().name(),
                false);
        directory.write(identity);
        return new Birth(identity, cluster.bootstrap());
    }

    private static void requireSameParts(NodeIdentity known, ChosenParts parts, DataDirectory directory) {
        requireSame("consensus", known.consensus(), parts.consensus().name(), directory);
        requireSame("wal", known.wal(), parts.wal().name(), directory);
        requireSame("storage", known.storage(), parts.storage().name(), directory);
    }

    private static void requireSame(String flag, String written, String chosen, DataDirectory directory) {
        if (!written.equals(chosen)) {
            throw new ComponentException("the data in " + directory.root() + " were written with --" + flag + "="
                    + written + ", and --" + flag + "=" + chosen + " cannot read them");
        }
    }
}
