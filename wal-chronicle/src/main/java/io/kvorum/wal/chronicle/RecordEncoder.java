package io.kvorum.wal.chronicle;

import io.kvorum.spi.Bytes;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Encodes headers into one array, again and again, and appends records; one thread at a time. */
final class RecordEncoder {
    private static final int HEADER_AT = RecordFormat.SEED_BYTES;

    /** The log's identity and then the header, so that one call feeds both to the checksum. */
    private final byte[] seedAndHeader;

    private final CRC32C crc = new CRC32C();

    RecordEncoder(long logIdentity) {
        seedAndHeader = Arrays.copyOf(RecordFormat.seed(logIdentity), HEADER_AT + RecordFormat.HEADER_BYTES);
    }

    /** Appends one record and returns its position in the file. */
    long append(
            SegmentAppender target,
            byte kind,
            byte type,
            long lsn,
            long syncedLsn,
            int payloadLength,
            Bytes... payload) {
        encode(kind, type, lsn, syncedLsn, payloadLength, payload);
        return target.append(seedAndHeader, HEADER_AT, RecordFormat.HEADER_BYTES, payload);
    }

    /** Appends a segment's identity with room for the durable mark behind it, which the checksum does not cover. */
    long appendIdentity(SegmentAppender target, long number, long segmentBytes) {
        encode(RecordFormat.KIND_IDENTITY, (byte) 0, number, segmentBytes, 0);
        return target.append(
                seedAndHeader, HEADER_AT, RecordFormat.HEADER_BYTES, Bytes.wrap(new byte[DurableMark.room()]));
    }

    private void encode(byte kind, byte type, long lsn, long syncedLsn, int payloadLength, Bytes... payload) {
        RecordFormat.encode(seedAndHeader, HEADER_AT, kind, type, lsn, syncedLsn, payloadLength);
        crc.reset();
        RecordFormat.updateWithSeedAndHeader(crc, seedAndHeader);
        for (Bytes part : payload) {
            crc.update(part.array(), part.offset(), part.length());
        }
        RecordFormat.encodeChecksum(seedAndHeader, HEADER_AT, (int) crc.getValue());
    }
}
