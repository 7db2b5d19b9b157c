package io.kvorum.spi.peer;

/**
 * A connection to a member.
 *
 * @param connectedSinceNanoseconds monotonic time since which it is connected without a break; 0 when it is not
 * @param roundTripNanoseconds last measured; 0 when unknown
 */
public record PeerState(long connectedSinceNanoseconds, long roundTripNanoseconds) {
    public boolean connected() {
        return connectedSinceNanoseconds != 0;
    }
}
