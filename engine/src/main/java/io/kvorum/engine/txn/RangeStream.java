package io.kvorum.engine.txn;

import com.google.protobuf.ByteString;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Rows;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.engine.mvcc.KeyInterval;
import io.kvorum.engine.mvcc.MvccStore;
import io.kvorum.engine.mvcc.ReadView;
import io.kvorum.engine.mvcc.Selection;
import java.util.List;
import java.util.function.Supplier;

/**
 * A read in chunks at one revision (R41-R46). The request has passed {@link RequestValidation#checkStream}. One thread at a
 * time; a chunk may block for the disk.
 */
public final class RangeStream {
    private static final int FIRST_CHUNK_ROWS = 10;

    private final MvccStore store;
    private final RangeRequest request;
    private final Header header;
    private final long revision;
    private final long count;
    private final long total;
    private final long chunkBytes;
    private ReadView view;
    private KeyInterval rest;
    private long sent;
    private long chunkRows = FIRST_CHUNK_ROWS;
    private boolean finished;

    /**
     * Pins the revision: the one of the request, or the newest published one.
     *
     * @param header of this member; its revision is replaced by the store's of now (R44)
     * @param chunkBytes about how long a chunk is to be: between half and twice of it, but at least one row (R43)
     * @throws io.kvorum.api.KvorumException FUTURE_REVISION or COMPACTED
     */
    public RangeStream(MvccStore store, RangeRequest request, Header header, long chunkBytes) {
        this.store = store;
        this.view = store.view();
        this.request = request;
        this.chunkBytes = chunkBytes;
        this.rest = KeyInterval.of(request.getKey(), request.getRangeEnd());
        Selection counted = standing(() -> view.select(rest, request.getRevision(), false, 0));
        this.header = header.withRevision(view.revision());
        this.revision = counted.revision();
        this.count = counted.count();
        long limit = request.getLimit() > 0 ? request.getLimit() : Long.MAX_VALUE;
        this.total = request.getCountOnly() ? 0 : Math.min(limit, count);
    }

    /** Whether the last chunk was given out. */
    public boolean isFinished() {
        return finished;
    }

    /**
     * The next chunk; the last one has header, {@code more} and {@code count}.
     *
     * @throws io.kvorum.api.KvorumException COMPACTED if compaction has passed the pinned revision (R45)
     */
    public RangeAnswer next() {
        if (finished) {
            throw new IllegalStateException("no chunk after the last");
        }
        List<ByteString> rows = List.of();
        if (sent < total) {
            rows = standing(this::readChunk);
            sent += rows.size();
            rest = rest.after(Rows.key(rows.get(rows.size() - 1)));
            adaptChunk(rows);
        }
        finished = sent >= total;
        if (!finished) {
            return RangeAnswer.chunk(rows);
        }
        return new RangeAnswer(header, rows, !request.getCountOnly() && count > total, count);
    }

    private List<ByteString> readChunk() {
        Selection selection = view.select(rest, revision, false, Math.min(chunkRows, total - sent));
        return request.getKeysOnly() ? view.rowsWithoutValue(selection) : view.rows(selection);
    }

    /** Reads, once more from a new view if all rows were replaced: what is of the same revision is the same there. */
    private <T> T standing(Supplier<T> read) {
        while (true) {
            try {
                return read.get();
            } catch (KvorumException failure) {
                if (!view.isReplaced()) {
                    throw failure;
                }
                view = store.view();
            }
        }
    }

    private void adaptChunk(List<ByteString> rows) {
        long bytes = 0;
        for (ByteString row : rows) {
            bytes += row.size();
        }
        if (bytes < chunkBytes / 2) {
            chunkRows *= 2;
        } else if (bytes > chunkBytes * 2) {
            chunkRows = Math.max(1, chunkRows / 2);
        }
    }
}
