package io.kvorum.server.directory;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Whose data a directory holds, and which parts wrote them.
 *
 * @param clusterId constant for the life of the cluster
 * @param consensus name of the consensus algorithm
 * @param storage name of the storage backend
 * @param wal name of the log; {@value #NO_LOG} if the algorithm keeps none
 * @param stage how far the member's first start has come
 */
public record NodeIdentity(
        long clusterId, MemberId memberId, String consensus, String wal, String storage, Stage stage) {
    /** In place of a log's name. */
    public static final String NO_LOG = "none";

    private static final String FORMAT = "2";

    /**
     * How far the first start has come. The stages follow one another, and each is durable before what it allows happens:
     * so a member that was killed at any moment knows whether others may rely on its log.
     */
    public enum Stage {
        /** Nothing was promised to anybody: no sync of the log has returned. The start is repeated from its beginning. */
        BEGUN,
        /** The log was synced, so a vote may have been given on its account: without its log this member never comes back. */
        PROMISED,
        /** Everything that the member needs is in its log. */
        STARTED
    }

    /** The same member at a later stage. */
    public NodeIdentity at(Stage later) {
        return new NodeIdentity(clusterId, memberId, consensus, wal, storage, later);
    }

    /** Whether everything comes from the log at the next start. */
    public boolean started() {
        return stage == Stage.STARTED;
    }

    /** Lines of {@code name=value}, the last one a checksum of those before. */
    byte[] encode() {
        String lines = "format=" + FORMAT + "\ncluster-id=" + Long.toHexString(clusterId) + "\nmember-id=" + memberId
                + "\nconsensus=" + consensus + "\nwal=" + wal + "\nstorage=" + storage + "\nstage="
                + stage.name().toLowerCase(Locale.ROOT) + "\n";
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
                            + "): the data were written by another release");
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
                Stage.valueOf(values.get("stage").toUpperCase(Locale.ROOT)));
    }

    private static String checksum(String lines) {
        CRC32C sum = new CRC32C();
        sum.update(lines.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
