package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;
import java.util.Optional;

/** The legal changes of role; {@link RaftCore} makes them, and its documentation has the table. */
interface Transitions {
    void becomeFollower(long term, Optional<MemberId> leader);

    /** Begins a campaign: by asking first if {@code preVote} is configured and this is no transfer. */
    void campaign(boolean transfer);

    void becomeCandidate(boolean transfer);

    void becomeLeader();

    /** Raises the commit index and lets what it commits take effect. */
    void commitTo(long index);

    /** Gives a message to the role that this member has now. */
    void redeliver(MemberId from, Message message);
}
