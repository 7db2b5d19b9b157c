package io.kvorum.server.wiring;

import io.kvorum.server.config.ClusterSettings;
import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.MemberSettings;
import io.kvorum.server.config.UrlList;
import io.kvorum.server.directory.NodeIdentity;
import io.kvorum.server.plugin.Part;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.peer.PeerTransportFactory;
import io.kvorum.spi.runtime.NodeRuntime;
import java.util.List;
import java.util.Optional;

/** Makes transports between members from the chosen part: one for the member, and one for a stranger's questions. */
record PeerParts(Configuration configuration, Part part) {
    /** What stands for the id of somebody who has none; never told to anybody. */
    private static final MemberId STRANGER = new MemberId(-1);

    private static final long NO_CLUSTER = 0;

    static Optional<PeerParts> of(Configuration configuration) {
        return configuration.parts().peerTransport().map(part -> new PeerParts(configuration, part));
    }

    /** For a member that knows who it is. */
    PeerTransport create(NodeRuntime runtime, NodeIdentity identity) {
        return create(new Contexts.ForPeers(
                runtime,
                identity.memberId(),
                identity.clusterId(),
                identity.consensus(),
                configuration.get(MemberSettings.LISTEN_PEER_URLS).urls(),
                advertised(),
                new RefusedByPeers(runtime)));
    }

    /** For somebody who asks before it knows its cluster; it listens nowhere and need not be started. */
    PeerTransport createForStranger(NodeRuntime runtime) {
        return create(new Contexts.ForPeers(
                runtime,
                STRANGER,
                NO_CLUSTER,
                configuration.parts().consensus().name(),
                List.of(),
                List.of(),
                new RefusedByPeers(runtime)));
    }

    /** The default is nobody's word, and leads others to themselves. */
    private List<String> advertised() {
        UrlList urls = configuration.get(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS);
        boolean said =
                !ClusterSettings.INITIAL_ADVERTISE_PEER_URLS.defaultValue().equals(Optional.of(urls));
        return said ? urls.urls() : List.of();
    }

    private PeerTransport create(PeerContext context) {
        return ((PeerTransportFactory) part.factory()).create(configuration.of(part), context);
    }
}
