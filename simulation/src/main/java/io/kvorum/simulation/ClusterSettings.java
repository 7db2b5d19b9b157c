package io.kvorum.simulation;

import java.time.Duration;
import java.util.List;

/**
 * What a {@link ClusterRun} is made of.
 *
 * @param members number of members, from 1 to 7
 * @param parts of the members, in turn: the first member has the first ones, and so on
 * @param duration virtual time with faults; starting and judging come on top
 * @param faultPause mean virtual time between two faults; zero for no faults
 * @param clientPauseMilliseconds longest pause of a client between two calls
 * @param membershipChanges whether members are added, promoted and removed meanwhile
 */
public record ClusterSettings(
        int members,
        List<Parts> parts,
        Duration duration,
        Duration faultPause,
        int clientPauseMilliseconds,
        boolean membershipChanges) {
    public ClusterSettings {
        parts = List.copyOf(parts);
        if (members < 1 || members > 7) {
            throw new IllegalArgumentException("a cluster has 1 to 7 members, not " + members);
        }
    }

    /** A cluster of one kind of parts, under many faults for 15 virtual seconds. */
    public static ClusterSettings of(int members, Parts parts) {
        return new ClusterSettings(members, List.of(parts), Duration.ofSeconds(15), Duration.ofMillis(800), 60, true);
    }

    /** The same for another time. */
    public ClusterSettings withDuration(Duration other) {
        return new ClusterSettings(members, parts, other, faultPause, clientPauseMilliseconds, membershipChanges);
    }

    /** The same with faults at another pace. */
    public ClusterSettings withFaultPause(Duration other) {
        return new ClusterSettings(members, parts, duration, other, clientPauseMilliseconds, membershipChanges);
    }

    /** The same with other pauses of the clients. */
    public ClusterSettings withClientPause(int milliseconds) {
        return new ClusterSettings(members, parts, duration, faultPause, milliseconds, membershipChanges);
    }

    /** The same with the members it began with. */
    public ClusterSettings withoutMembershipChanges() {
        return new ClusterSettings(members, parts, duration, faultPause, clientPauseMilliseconds, false);
    }

    Parts partsOf(int member) {
        return parts.get(member % parts.size());
    }
}
