package io.kvorum.server.directory;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Whose data a directory holds, and which parts wrote them.
 *
 * @param clusterId constant for the life of the cluster
 * @param consensus name of the consensus algorithm
 * @param wal name of the log
 * @param storage name of the storage backend
 * @param started whether the member has a log; before, its first start may be repeated
 */
public record NodeIdentity(
        long clusterId, MemberId memberId, String consensus, String wal, String storage, boolean started) {
    private static final String FORMAT = "1";

    /** The same member, which has a log now. */
    public NodeIdentity withStarted() {
        return new NodeIdentity(clusterId, memberId, consensus, wal, storage, true);
    }

    /** Lines of {@code name=value}, the last one a checksum of those before. */
    byte[] encode() {
        String lines = "format=" + FORMAT + "\ncluster-id=" + Long.toHexString(clusterId) + "\nmember-id=" + memberId
                + "\nconsensus=" + consensus + "\nwal=" + wal + "\nstorage=" + storage + "\nstarted=" + started + "\n";
        return (lines + "checksum=" + checksum(lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Reads what {@link #encode} wrote; {@code place} is for messages. */
    static NodeIdentity decode(String text, String place) {
        int end = text.lastIndexOf("checksum=");
        Map<String, String> values = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            values.put(line.substring(0, Math.max(0, equals)), line.substring(equals + 1));
        });
        String format = values.get("format");
        if (format != null && !format.equals(FORMAT)) {
            throw new ComponentException(
                    place + " has format " + format + ", which this release does not know (it knows " + FORMAT
                            + "): the data were written by a newer release");
        }
        if (end < 0 || !checksum(text.substring(0, end)).equals(values.get("checksum"))) {
            throw new ComponentException(place + " is damaged: its checksum is wrong");
        }
        return new NodeIdentity(
                Long.parseUnsignedLong(values.get("cluster-id"), 16),
                MemberId.parse(values.get("member-id")),
                values.get("consensus"),
                values.get("wal"),
                values.get("storage"),
                Boolean.parseBoolean(values.get("started")));
    }

    private static String checksum(String lines) {
        CRC32C sum = new CRC32C();
        sum.update(lines.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
