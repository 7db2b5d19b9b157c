package io.kvorum.tck;

import io.kvorum.spi.Bytes;

/** A record as a test remembers it. */
record WalRecord(long lsn, byte type, Bytes payload) {
    String text() {
        return payload.toUtf8();
    }
}
