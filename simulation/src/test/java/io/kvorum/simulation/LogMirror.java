package io.kvorum.simulation;

import io.kvorum.simulation.part.WalDecorator;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.wal.WriteAheadLog;
import java.nio.ByteBuffer;
import java.util.TreeMap;

/** What one member has in its log: for wrong members that must know it. */
final class LogMirror {
    private static final byte ENTRY = 2;

    private final TreeMap<Long, Long> terms = new TreeMap<>();

    /** Term of an entry; -1 if there is none. */
    long termAt(long index) {
        return terms.getOrDefault(index, -1L);
    }

    long lastIndex() {
        return terms.isEmpty() ? 0 : terms.lastKey();
    }

    WriteAheadLog watch(WriteAheadLog log) {
        return new WalDecorator(log) {
            @Override
            public long append(byte type, Bytes... payload) {
                if (type == ENTRY) {
                    ByteBuffer header = payload[0].toByteBuffer();
                    long index = header.getLong();
                    terms.tailMap(index, true).clear();
                    terms.put(index, header.getLong());
                }
                return super.append(type, payload);
            }
        };
    }
}
