package io.kvorum.server.config;

import io.kvorum.engine.Engine;

/** How large a client's request can become on its way through the server. */
public final class RequestSizes {
    /** What consensus may add to a command in a record or message: index, term, origin, sequence and their like. */
    private static final long CONSENSUS_OVERHEAD_BYTES = 4_096;

    private RequestSizes() {}

    /** Largest command, in bytes, for requests of at most {@code requestBytesMax}. */
    public static long commandBytes(long requestBytesMax) {
        return Engine.commandBytesMax(Math.toIntExact(requestBytesMax));
    }

    /** Largest record of the log or message between members that carries one command, in bytes. */
    public static long recordBytes(long requestBytesMax) {
        return commandBytes(requestBytesMax) + CONSENSUS_OVERHEAD_BYTES;
    }
}
