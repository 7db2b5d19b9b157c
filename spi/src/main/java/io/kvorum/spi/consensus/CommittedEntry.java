package io.kvorum.spi.consensus;

import io.kvorum.spi.Bytes;

/** An entry that every member will apply. */
public sealed interface CommittedEntry {
    /** Place in the sequence, from 1 on, without gap. */
    long index();

    /** The term in which a leader appended it (CON-10). */
    long term();

    /**
     * A proposed command.
     *
     * @param payload what was proposed, byte for byte
     */
    record Command(long index, long term, Bytes payload) implements CommittedEntry {}

    /**
     * A change of membership is done.
     *
     * @param membership the members from this entry on
     * @param context what was given with the change; empty for the bootstrap membership
     */
    record MembershipChanged(long index, long term, Membership membership, Bytes context) implements CommittedEntry {}

    /** An entry of the algorithm's own, such as the first of a term. Only its index counts. */
    record Blank(long index, long term) implements CommittedEntry {}
}
