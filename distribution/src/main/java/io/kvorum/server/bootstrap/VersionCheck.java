package io.kvorum.server.bootstrap;

import io.kvorum.server.bootstrap.RunningCluster.KnownMember;
import io.kvorum.spi.ComponentException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this release may join a running cluster (C64): the cluster's version, as its members say it, must not be above
 * this release's, which would not understand what they agreed upon, nor below the oldest that it can talk to.
 *
 * @param own version of this release
 */
record VersionCheck(ClusterInquiry inquiry, String own) {
    private static final Logger LOG = LoggerFactory.getLogger(VersionCheck.class);
    private static final Duration INQUIRY = Duration.ofSeconds(5);
    private static final Version OLDEST = new Version(3, 0);

    /**
     * Asks all members but the one that joins; those that do not answer, or know no version yet, do not count.
     *
     * @throws ComponentException if one of them has a version that does not fit, or none has any
     */
    void require(JoinedCluster joined) {
        Version newest = Version.parse(own).orElseThrow();
        boolean fits = false;
        for (KnownMember member : joined.cluster().members()) {
            if (member.id().equals(joined.ownId())) {
                continue;
            }
            Optional<Version> version = ask(member);
            if (version.filter(found -> found.isBelow(OLDEST)).isPresent()) {
                throw incompatible(member, version.get(), "too low");
            }
            if (version.filter(newest::isBelow).isPresent()) {
                throw incompatible(member, version.get(), "too high");
            }
            fits |= version.isPresent();
        }
        if (!fits) {
            LOG.warn("no member of the cluster said which version the cluster has");
            throw new ComponentException("incompatible with current running cluster");
        }
    }

    private Optional<Version> ask(KnownMember member) {
        for (String url : member.peerUrls()) {
            Optional<String> text = inquiry.askClusterVersion(url, INQUIRY);
            if (text.isPresent()) {
                Optional<Version> version = Version.parse(text.get());
                if (version.isEmpty()) {
                    LOG.atWarn()
                            .addKeyValue("remote-member-id", member.id())
                            .addKeyValue("remote-member-cluster-version", text.get())
                            .log("failed to parse cluster version of remote member");
                }
                return version;
            }
        }
        return Optional.empty();
    }

    private ComponentException incompatible(KnownMember member, Version version, String how) {
        LOG.atWarn()
                .addKeyValue("remote-member-id", member.id())
                .addKeyValue("remote-member-cluster-version", version)
                .addKeyValue("minimum-cluster-version-supported", OLDEST)
                .addKeyValue("local-server-version", own)
                .log("cluster version of remote member is not compatible; " + how);
        return new ComponentException("incompatible with current running cluster");
    }

    /** What counts of a version: patches are compatible. */
    private record Version(int major, int minor) {
        static Optional<Version> parse(String text) {
            if (!text.matches("\\d{1,4}\\.\\d{1,4}\\..*")) {
                return Optional.empty();
            }
            int[] numbers = Stream.of(text.split("\\.", 3))
                    .limit(2)
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return Optional.of(new Version(numbers[0], numbers[1]));
        }

        boolean isBelow(Version other) {
            return major != other.major ? major < other.major : minor < other.minor;
        }

        @Override
        public String toString() {
            return major + "." + minor + ".0";
        }
    }
}
