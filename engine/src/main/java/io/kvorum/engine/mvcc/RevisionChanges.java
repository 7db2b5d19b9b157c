package io.kvorum.engine.mvcc;

import java.util.List;

/**
 * All changes of one revision; never empty, never torn (R176).
 *
 * @param changes in sub-revision order; immutable
 */
public record RevisionChanges(long revision, List<Change> changes) {}
