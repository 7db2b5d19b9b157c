package io.kvorum.raft.driver;

import io.kvorum.spi.MemberId;
import java.util.ArrayList;
import java.util.List;

/**
 * What the raft lane found to be wrong at its last tick.
 *
 * @param logLacksSpace the log has no room for clients' commands
 * @param logStalled nothing became durable for an election timeout although something waits
 * @param silent on a leader: members that have not answered for long
 * @param behind on a leader: members that answer, but are far behind and do not catch up
 */
record Troubles(boolean logLacksSpace, boolean logStalled, List<MemberId> silent, List<MemberId> behind) {
    static final Troubles NONE = new Troubles(false, false, List.of(), List.of());

    /** For people. Who is silent is left out: to be asked and not to answer tells it better. */
    List<String> describe() {
        List<String> texts = new ArrayList<>();
        if (logLacksSpace) {
            texts.add("the write-ahead log has no space");
        }
        if (logStalled) {
            texts.add("the write-ahead log stalls");
        }
        behind.forEach(member -> texts.add("member " + member + " is far behind"));
        return texts;
    }
}
