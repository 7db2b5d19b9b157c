package io.kvorum.storage.mapdb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What changed in the store up to a moment between two batches: the unit of a commit.
 *
 * @param epoch the writer's last epoch that belongs to it
 * @param versions page versions in the order they were made, possibly several of one page
 * @param dataLength bytes of the store at that moment
 * @param leaked estimate of bytes that the tree had lost at that moment
 */
record FrozenPages(long epoch, List<Page> versions, long dataLength, long leaked) {
    boolean isEmpty() {
        return versions.isEmpty();
    }

    /** The newest version of each page, ascending. */
    List<Page> newest(PageTable table) {
        List<Page> pages = new ArrayList<>(versions.size());
        for (Page version : versions) {
            if (table.head(version.number).notAfter(epoch) == version) {
                pages.add(version);
            }
        }
        pages.sort(Comparator.comparingLong(page -> page.number));
        return pages;
    }
}
