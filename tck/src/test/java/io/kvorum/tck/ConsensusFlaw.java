package io.kvorum.tck;

/** A rule that {@link LoggedConsensus} breaks. */
enum ConsensusFlaw {
    NONE,
    CON_2_DELIVERS_AGAIN,
    CON_3_APPLIES_BEFORE_SYNC,
    CON_4_CERTAIN_BUT_WRONG,
    CON_5_STALE_READ_INDEX,
    CON_6_RELEASES_ALL,
    CON_7_FOREIGN_LANE,
    CON_10_WRONG_TERM
}
