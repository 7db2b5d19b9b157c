package io.kvorum.raft.core;

import io.kvorum.spi.consensus.SnapshotMeta;
import java.util.Optional;

/**
 * A snapshot on its way into the machine: announced in the log, taken over, noted as taken over. Meanwhile the member
 * appends nothing, applies nothing and does not campaign: what it has is about to be replaced.
 */
final class Installation {
    private enum Phase {
        ANNOUNCING,
        ANNOUNCED,
        INSTALLING,
        INSTALLED,
        NOTED
    }

    private final SnapshotMeta meta;
    private Phase phase = Phase.ANNOUNCING;
    private long announcedBy;

    Installation(SnapshotMeta meta) {
        this.meta = meta;
    }

    /** One that was taken over already; the log does not say so yet. */
    static Installation done(SnapshotMeta meta) {
        Installation installation = new Installation(meta);
        installation.phase = Phase.INSTALLED;
        return installation;
    }

    SnapshotMeta meta() {
        return meta;
    }

    /** Whether the log has to be told something. */
    boolean hasNote() {
        return phase == Phase.ANNOUNCING || phase == Phase.INSTALLED;
    }

    /** Takes the note that is due, which goes out in the part of this number. */
    Optional<SnapshotNote> takeNote(long sequence) {
        if (phase == Phase.ANNOUNCING) {
            phase = Phase.ANNOUNCED;
            announcedBy = sequence;
            return Optional.of(new SnapshotNote.Announced(meta));
        }
        if (phase == Phase.INSTALLED) {
            phase = Phase.NOTED;
            return Optional.of(new SnapshotNote.Installed(meta));
        }
        return Optional.empty();
    }

    boolean mayBegin(long storedSequence) {
        return phase == Phase.ANNOUNCED && storedSequence >= announcedBy;
    }

    void begin() {
        phase = Phase.INSTALLING;
    }

    void end() {
        if (phase != Phase.INSTALLING) {
            throw new IllegalStateException("a snapshot was taken over that nobody asked for");
        }
        phase = Phase.INSTALLED;
    }

    /** Whether the log was told everything. */
    boolean over() {
        return phase == Phase.NOTED;
    }
}
