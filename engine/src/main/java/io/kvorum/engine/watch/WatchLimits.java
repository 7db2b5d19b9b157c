package io.kvorum.engine.watch;

import java.time.Duration;

/**
 * Bounds of the watch side. Immutable.
 *
 * @param fragmentBytes an answer of this size is split for watchers that allow it (R189)
 * @param progressInterval between progress notifications, without jitter (R183)
 * @param streamsMax open streams; one more is refused with TOO_MANY_REQUESTS
 * @param watchersMax watchers of all streams; one more is refused with that text as reason
 * @param unansweredMax requests of one stream that wait to be handled, and control answers that the client has not read;
 *     a stream that exceeds either is cut off with RESOURCE_EXHAUSTED
 * @param publishedBytesMax rows of published revisions that wait for the watch lane; beyond it revisions are dropped
 *     here and every watcher reads them from history instead
 * @param answersMax event answers of one stream on their way to its sink, besides one for each of its watchers; beyond it
 *     its watchers lag
 * @param answerBytesMax bytes of events of one stream on their way to its sink, blocks that its watchers share counted
 *     once; beyond it its watchers lag, but one answer is always under way
 * @param catchUpBytesMax rows that one step of catching up reads, unless one revision has more
 */
public record WatchLimits(
        int fragmentBytes,
        Duration progressInterval,
        int streamsMax,
        int watchersMax,
        int unansweredMax,
        long publishedBytesMax,
        int answersMax,
        int answerBytesMax,
        int catchUpBytesMax) {
    /** What R189 adds to the largest request. */
    private static final int FRAGMENT_EXTRA_BYTES = 512 * 1024;

    private static final int MEBIBYTE = 1 << 20;

    /** The usual bounds. */
    public static WatchLimits of(int requestBytesMax, Duration progressInterval) {
        return new WatchLimits(
                requestBytesMax + FRAGMENT_EXTRA_BYTES,
                progressInterval,
                1 << 20,
                1 << 22,
                1 << 16,
                64L * MEBIBYTE,
                1_024,
                4 * MEBIBYTE,
                16 * MEBIBYTE);
    }
}
