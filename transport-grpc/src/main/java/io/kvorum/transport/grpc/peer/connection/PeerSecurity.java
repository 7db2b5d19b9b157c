package io.kvorum.transport.grpc.peer.connection;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.kvorum.spi.ComponentException;

/** How connections between members are protected: the one place that knows. Today they are in plain text. */
final class PeerSecurity {
    private PeerSecurity() {}

    static ServerCredentials forListening() {
        return InsecureServerCredentials.create();
    }

    static ChannelCredentials forConnecting() {
        return InsecureChannelCredentials.create();
    }

    /** Refuses the schemes that {@link #forListening()} and {@link #forConnecting()} cannot keep. */
    static void requireSupported(String url, String scheme) {
        if ("https".equals(scheme)) {
            throw new ComponentException("peer URL " + url + " asks for TLS, which is not supported yet: use http");
        }
        if (!"http".equals(scheme)) {
            throw new ComponentException("peer URL " + url + " does not begin with http://");
        }
    }
}
