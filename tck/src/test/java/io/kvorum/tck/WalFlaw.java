package io.kvorum.tck;

/** A rule that {@link WrongWal} breaks. */
enum WalFlaw {
    WAL_1_MIXES_WRITERS,
    WAL_2_SYNCS_NOTHING,
    WAL_3_SKIPS_NUMBERS,
    WAL_4_LOSES_A_RECORD,
    WAL_5_SERVES_WHAT_IS_LEFT,
    WAL_6_LEAVES_THE_TAIL,
    WAL_7_TRIES_AGAIN,
    WAL_8_SAYS_NOTHING,
    WAL_9_RELEASES_TOO_MUCH,
    WAL_10_CUTS_RECORDS
}
