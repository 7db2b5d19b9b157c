package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.SortedRows;
import java.util.List;

/** Sorted rows out of a list; before one of them something may happen, such as a failure. */
final class ListedRows implements SortedRows {
    private final List<StorageRow> rows;
    private final int eventful;
    private final Runnable event;
    private int position = -1;

    ListedRows(List<StorageRow> rows) {
        this(rows, Integer.MAX_VALUE, () -> {});
    }

    /** Makes rows that throw in place of the one of number {@code failAfter}, counted from 0. */
    ListedRows(List<StorageRow> rows, int failAfter) {
        this(rows, failAfter, () -> {
            throw new SourceFailure();
        });
    }

    /** Makes rows with an event before the one of number {@code eventful}, counted from 0. */
    ListedRows(List<StorageRow> rows, int eventful, Runnable event) {
        this.rows = rows;
        this.eventful = eventful;
        this.event = event;
    }

    /** What the source of rows throws when it is made to fail. */
    static final class SourceFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Whether somebody has gone beyond the last row. */
    boolean isUsedUp() {
        return position >= rows.size();
    }

    @Override
    public boolean next() {
        position++;
        if (position == eventful) {
            event.run();
        }
        return position < rows.size();
    }

    @Override
    public Keyspace keyspace() {
        return rows.get(position).keyspace();
    }

    @Override
    public Bytes key() {
        return rows.get(position).key();
    }

    @Override
    public Bytes value() {
        return rows.get(position).value();
    }
}
