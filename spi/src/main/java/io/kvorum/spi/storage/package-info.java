/**
 * The storage backend: ordered keyspaces, atomic batches, one writer, many readers.
 *
 * <table>
 * <caption>Rules that every backend keeps; module {@code tck} has a test for each</caption>
 * <tr><td>STO-1</td><td>A batch is atomic across crashes.</td></tr>
 * <tr><td>STO-2</td><td>Recovery gives the state after some batch at or after the last completed flush.</td></tr>
 * <tr><td>STO-3</td><td>A batch is visible to every reader when {@code apply} returns, possibly row by row
 * before.</td></tr>
 * <tr><td>STO-4</td><td>Unsigned lexicographic order, no key twice in a scan, each row whole.</td></tr>
 * <tr><td>STO-5</td><td>A snapshot is taken by the writer between batches in constant time, is frozen, serves any number
 * of readers, and does not stop the writer.</td></tr>
 * <tr><td>STO-6</td><td>{@code load} changes nothing; its {@code install} gives the old or the new content, never a
 * mixture.</td></tr>
 * <tr><td>STO-7</td><td>One writer, many readers.</td></tr>
 * <tr><td>STO-8</td><td>Damage is reported, not served.</td></tr>
 * <tr><td>STO-9</td><td>Any I/O failure makes the instance unusable.</td></tr>
 * <tr><td>STO-10</td><td>Space of deleted rows comes back without an outage.</td></tr>
 * </table>
 *
 * <p>STO-3 is weak on purpose. Readers above look only at rows that were published after {@code apply} had returned, so
 * a backend owes them no isolation between two reads, no transactions and no reading of its own unfinished batch.
 */
package io.kvorum.spi.storage;
