package io.kvorum.server.bootstrap;

import io.kvorum.server.config.ClusterSettings;
import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.Configuration.ChosenParts;
import io.kvorum.server.config.MemberSettings;
import io.kvorum.server.directory.DataDirectory;
import io.kvorum.server.directory.NodeIdentity;
import io.kvorum.server.directory.NodeIdentity.Stage;
import io.kvorum.server.plugin.Part;
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
        boolean promised = known != null && known.stage() == Stage.PROMISED;
        if (promised) {
            requireSameParts(known, configuration.parts(), directory);
        }
        if (configuration.get(ClusterSettings.INITIAL_CLUSTER_STATE).equals("existing")) {
            // With its log it keeps every promise it made, however early the attempt ended.
            JoinedCluster joined = promised ? first.joinAgain() : first.join();
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
                nameOfLog(parts),
                parts.storage().name(),
                Stage.BEGUN);
        NodeIdentity before = directory.identity().orElse(identity);
        if (before.at(Stage.BEGUN).equals(identity)) {
            identity = before;
        } else {
            refuseToBecomeAnother(before, identity, directory);
        }
        directory.write(identity);
        return new Birth(identity, bootstrap);
    }

    /** A first start that was cut short may be repeated with other settings, unless it left a log behind. */
    private static void refuseToBecomeAnother(NodeIdentity before, NodeIdentity now, DataDirectory directory) {
        if (before.stage() == Stage.PROMISED) {
            throw new ComponentException("the first start of member " + before.memberId() + " of cluster "
                    + Long.toHexString(before.clusterId()) + " in " + directory.root() + " was cut short after it may"
                    + " have voted, and these settings would make it member " + now.memberId() + " of cluster "
                    + Long.toHexString(now.clusterId()) + "; start it with the settings that it had, or choose another"
                    + " directory with --data-dir");
        }
        if (!directory.isEmpty("wal")) {
            throw new ComponentException("a start with other settings, which did not succeed, left a log in "
                    + directory.of("wal") + "; delete it together with " + directory.root());
        }
    }

    private static String nameOfLog(ChosenParts parts) {
        return parts.wal().map(Part::name).orElse(NodeIdentity.NO_LOG);
    }

    private static void requireSameParts(NodeIdentity known, ChosenParts parts, DataDirectory directory) {
        requireSame("consensus", known.consensus(), parts.consensus().name(), directory);
        requireSame("wal", known.wal(), nameOfLog(parts), directory);
        requireSame("storage", known.storage(), parts.storage().name(), directory);
    }

    private static void requireSame(String flag, String written, String chosen, DataDirectory directory) {
        if (!written.equals(chosen)) {
            throw new ComponentException("the data in " + directory.root() + " were written with --" + flag + "="
                    + written + ", and --" + flag + "=" + chosen + " cannot read them");
        }
    }
}
