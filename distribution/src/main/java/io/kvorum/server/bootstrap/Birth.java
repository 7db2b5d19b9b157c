package io.kvorum.server.bootstrap;

import io.kvorum.server.config.ClusterSettings;
import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.Configuration.ChosenParts;
import io.kvorum.server.config.MemberSettings;
import io.kvorum.server.directory.DataDirectory;
import io.kvorum.server.directory.NodeIdentity;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Bootstrap;

/**
 * Who a member is and how it comes to life (C60 to C72).
 *
 * @param bootstrap what consensus is told
 */
public record Birth(NodeIdentity identity, Bootstrap bootstrap) {
    /**
     * Decides, and keeps the identity of a new member before anything else is written. Blocks: names are looked up and
     * other members asked.
     */
    public static Birth of(
            Configuration configuration, DataDirectory directory, NameService names, ClusterInquiry inquiry) {
        NodeIdentity known = directory.identity().orElse(null);
        boolean forced = configuration.get(MemberSettings.FORCE_NEW_CLUSTER);
        if (known != null && known.started()) {
            requireSameParts(known, configuration.parts(), directory);
            return new Birth(known, forced ? new Bootstrap.ForceNew() : new Bootstrap.Restart());
        }
        if (forced) {
            throw new ComponentException("--force-new-cluster needs the data of a member that ran before, but "
                    + directory.root() + " has none");
        }
        FirstStart first = new FirstStart(configuration, names, inquiry);
        boolean joins = configuration.get(ClusterSettings.INITIAL_CLUSTER_STATE).equals("existing");
        if (joins) {
            // With its log it has kept every promise it made, however early the attempt ended.
            boolean again = known != null && !directory.isEmpty("wal");
            JoinedCluster joined = again ? first.joinAgain() : first.join();
            return firstTime(
                    configuration,
                    directory,
                    joined.cluster().clusterId(),
                    joined.ownId(),
                    new Bootstrap.Join(joined.cluster().membership()));
        }
        FoundingCluster founded = first.found();
        return firstTime(
                configuration,
                directory,
                founded.clusterId(),
                founded.ownId(),
                new Bootstrap.New(founded.membership()));
    }

    private static Birth firstTime(
            Configuration configuration, DataDirectory directory, long clusterId, MemberId ownId, Bootstrap bootstrap) {
        ChosenParts parts = configuration.parts();
        NodeIdentity identity = new NodeIdentity(
                clusterId,
                ownId,
                parts.consensus().name(),
                parts.wal().name(),
                parts.storage().name(),
                false);
        refuseLogOfAnother(identity, directory);
        directory.write(identity);
        return new Birth(identity, bootstrap);
    }

    /** A first start that was cut short may be repeated with other settings, unless it left a log behind. */
    private static void refuseLogOfAnother(NodeIdentity identity, DataDirectory directory) {
        boolean same = directory
                .identity()
                .filter(before -> before.memberId().equals(identity.memberId()))
                .filter(before -> before.clusterId() == identity.clusterId())
                .isPresent();
        if (!same && !directory.isEmpty("wal")) {
            throw new ComponentException("a start with other settings, which did not succeed, left a log in "
                    + directory.of("wal") + "; delete it together with " + directory.root());
        }
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
