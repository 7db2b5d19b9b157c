package io.kvorum.engine.txn;

import io.kvorum.api.KvorumException;
import io.kvorum.engine.mvcc.RevisionChanges;

/**
 * What came of a write command.
 *
 * @param answer the answer; null if {@code failure} is there
 * @param failure why there is no answer; null otherwise. Nothing was written then, except that an answer which is too
 *     long to be sent leaves its changes in place
 * @param changes what was written; null for nothing
 */
public record Executed<A>(A answer, KvorumException failure, RevisionChanges changes) {
    static <A> Executed<A> refused(KvorumException failure) {
        return new Executed<>(null, failure, null);
    }
}
