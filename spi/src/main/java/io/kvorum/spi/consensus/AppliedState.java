package io.kvorum.spi.consensus;

/**
 * How far a machine has applied.
 *
 * @param index 0 in a fresh machine
 * @param term term of the entry at {@code index}; 0 in a fresh machine
 * @param membership members as of {@code index}; empty in a fresh machine
 */
public record AppliedState(long index, long term, Membership membership) {
    /** Nothing applied. */
    public static final AppliedState NONE = new AppliedState(0, 0, Membership.EMPTY);

    /** The state of a machine that applied {@code entry} next. */
    public AppliedState after(CommittedEntry entry) {
        return new AppliedState(
                entry.index(),
                entry.term(),
                entry instanceof CommittedEntry.MembershipChanged changed ? changed.membership() : membership);
    }
}
