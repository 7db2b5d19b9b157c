package io.kvorum.server.bootstrap;

import io.kvorum.server.bootstrap.RunningCluster.KnownMember;
import io.kvorum.spi.MemberId;
import java.util.List;

/** Running clusters for tests. */
final class Clusters {
    static final long ID = 0xc1;

    private Clusters() {}

    static RunningCluster of(KnownMember... members) {
        return new RunningCluster(ID, List.of(members), List.of());
    }

    static KnownMember started(MemberId id, String name, String... peerUrls) {
        return new KnownMember(id, name, List.of(peerUrls), List.of("http://client"), false);
    }

    static KnownMember added(MemberId id, String... peerUrls) {
        return new KnownMember(id, "", List.of(peerUrls), List.of(), false);
    }
}
