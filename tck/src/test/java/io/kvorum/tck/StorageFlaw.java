package io.kvorum.tck;

/** A rule that {@link WrongStorage} breaks. */
enum StorageFlaw {
    STO_1_SPLITS_BATCHES,
    STO_2_FLUSHES_NOTHING,
    STO_3_SHOWS_LATE,
    STO_4_SIGNED_ORDER,
    STO_5_LIVE_SNAPSHOT,
    STO_6_REPLACES_BIT_BY_BIT,
    STO_7_ONE_THREAD,
    STO_8_SERVES_WHAT_IS_LEFT,
    STO_9_TRIES_AGAIN,
    STO_10_KEEPS_SPACE
}
