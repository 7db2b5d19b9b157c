package io.kvorum.wal.chronicle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The header that precedes each payload, little-endian.
 *
 * <pre>
 *  0 magic 4 | 4 type 1 | 5 kind 1 | 6 format version 2 | 8 LSN 8 | 16 synced LSN 8 | 24 payload length 4 | 28 CRC32C 4
 * </pre>
 *
 * The checksum covers the identity of the log, the header before the checksum, and the payload: bytes of another log, or
 * of another place, do not pass. <em>Synced LSN</em> is what was durable when the record was written; recovery takes it
 * as a witness against damage.
 */
final class RecordFormat {
    static final int HEADER_BYTES = 32;

    /** Size of the log's identity, the checksum's first ingredient. */
    static final int SEED_BYTES = 8;

    /** A record of the layer above. */
    static final byte KIND_RECORD = 0;

    /** Document 1 of a used segment; its LSN is that of the segment's first record. */
    static final byte KIND_SEGMENT_HEAD = 1;

    /**
     * Document 0 of every segment: LSN is the segment's number, synced LSN the segment's size. The durable mark is behind
     * it.
     */
    static final byte KIND_IDENTITY = 2;

    static final int MAGIC = 0x4c41574b;
    static final short VERSION = 1;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int TYPE = 4;
    private static final int KIND = 5;
    private static final int FORMAT = 6;
    private static final int LSN = 8;
    private static final int SYNCED = 16;
    private static final int LENGTH = 24;
    private static final int CHECKSUM = 28;

    private RecordFormat() {}

    /** Writes all of a header but its checksum into {@code target} from {@code at} on. */
    static void encode(byte[] target, int at, byte kind, byte type, long lsn, long syncedLsn, int length) {
        INT.set(target, at, MAGIC);
        target[at + TYPE] = type;
        target[at + KIND] = kind;
        SHORT.set(target, at + FORMAT, VERSION);
        LONG.set(target, at + LSN, lsn);
        LONG.set(target, at + SYNCED, syncedLsn);
        INT.set(target, at + LENGTH, length);
    }

    static void encodeChecksum(byte[] target, int at, int checksum) {
        INT.set(target, at + CHECKSUM, checksum);
    }

    /** Whether a header at {@code at} may be one: magic, version, a length within {@code lengthMax}. */
    static boolean plausible(ByteBuffer source, int at, long lengthMax) {
        return source.getInt(at) == MAGIC
                && source.getShort(at + FORMAT) == VERSION
                && source.getInt(at + LENGTH) >= 0
                && source.getInt(at + LENGTH) <= lengthMax;
    }

    /** Whether the checksum of the whole record at {@code at} is right; moves position and limit of {@code source}. */
    static boolean intact(ByteBuffer source, int at, CRC32C crc, byte[] seed) {
        crc.reset();
        crc.update(seed, 0, SEED_BYTES);
        source.limit(at + CHECKSUM).position(at);
        crc.update(source);
        int expected = source.clear().getInt(at + CHECKSUM);
        source.limit(at + HEADER_BYTES + length(source, at)).position(at + HEADER_BYTES);
        crc.update(source);
        source.clear();
        return (int) crc.getValue() == expected;
    }

    /** The checksum's first ingredient: the identity of the log. */
    static byte[] seed(long logIdentity) {
        byte[] seed = new byte[SEED_BYTES];
        LONG.set(seed, 0, logIdentity);
        return seed;
    }

    /** Feeds a checksum with seed and header, which lie in a row in {@code source}. */
    static void updateWithSeedAndHeader(CRC32C crc, byte[] source) {
        crc.update(source, 0, SEED_BYTES + CHECKSUM);
    }

    static byte type(ByteBuffer source, int at) {
        return source.get(at + TYPE);
    }

    static byte kind(ByteBuffer source, int at) {
        return source.get(at + KIND);
    }

    static long lsn(ByteBuffer source, int at) {
        return source.getLong(at + LSN);
    }

    static long syncedLsn(ByteBuffer source, int at) {
        return source.getLong(at + SYNCED);
    }

    static int length(ByteBuffer source, int at) {
        return source.getInt(at + LENGTH);
    }
}
