package io.kvorum.spi.consensus;

/** How a member comes to life. */
public sealed interface Bootstrap {
    /**
     * First start of a new cluster; every founding member starts with the same membership. A first start that a crash cut
     * short is repeated with this, so the log may hold records already: they count, and the membership does not then. The
     * first sync of the log makes the membership durable: every later start is a {@link Restart}.
     */
    record New(Membership membership) implements Bootstrap {}

    /** First start of a member that a running cluster already knows; membership comes from the others. */
    record Join(Membership known) implements Bootstrap {}

    /** The member has a log; everything comes from there. */
    record Restart() implements Bootstrap {}

    /**
     * The member has a log and becomes the only member of its cluster, keeping id and committed data: for recovery after
     * a lost quorum (C70).
     */
    record ForceNew() implements Bootstrap {}
}
