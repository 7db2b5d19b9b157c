package io.kvorum.spi.wal;

/** A log that is chosen and configured but not open yet: only who appends can say what replay means. */
public interface WalOpener {
    /**
     * Opens the log, or makes it, and hands every surviving record to {@code replay} in order before it returns.
     *
     * <p>Thread: the lane that will append. Blocks. At most one instance is open at a time; after its {@code close} it
     * may be opened again. Opening needs no free space, so that a full node can start and make room.
     *
     * @throws WalCorruptionException if something that had been synced is damaged or missing (WAL-5); names file and
     *     position
     * @throws io.kvorum.spi.ComponentException if the log cannot be opened here
     */
    WriteAheadLog open(RecordVisitor replay);
}
