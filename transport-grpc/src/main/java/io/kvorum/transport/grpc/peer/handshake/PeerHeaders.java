package io.kvorum.transport.grpc.peer.handshake;

import io.grpc.Metadata;

/** The headers of a call or stream besides those of the {@link PeerIdentity}. */
public final class PeerHeaders {
    /** Name of the channel of a call or snapshot. */
    public static final Metadata.Key<String> CHANNEL = key("kvorum-channel");

    /** The member whom the caller looks for. */
    static final Metadata.Key<String> TARGET = key("kvorum-target-id");

    private PeerHeaders() {}

    /** A header of this name; only lower-case letters and dashes. */
    public static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
