package io.kvorum.server.config;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody may have meant. */
final class NearestName {
    private NearestName() {}

    /** The known name with the fewest letters to change, if that is at most two or a third of them. */
    static Optional<String> of(String wrong, Collection<String> known) {
        String best = null;
        int bestDistance = Math.max(2, wrong.length() / 3) + 1;
        for (String name : known) {
            int distance = distance(wrong, name);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = name;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Letters to insert, remove or replace. */
    private static int distance(String left, String right) {
        int[] above = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replace = above[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[right.length()];
    }
}
