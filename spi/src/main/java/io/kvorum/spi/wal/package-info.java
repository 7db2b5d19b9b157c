/**
 * The write-ahead log: opaque typed records, one writer, append only.
 *
 * <table>
 * <caption>Rules that every log keeps; module {@code tck} has a test for each</caption>
 * <tr><td>WAL-1</td><td>One writer: appends come from one lane; a second one is refused, not mixed in.</td></tr>
 * <tr><td>WAL-2</td><td>What was synced survives power loss.</td></tr>
 * <tr><td>WAL-3</td><td>Sequence numbers (LSN) are dense, begin at 1, and are never reused once handed to replay.</td></tr>
 * <tr><td>WAL-4</td><td>Opening yields a prefix of what was appended (from {@code firstLsn} on) that contains all that
 * was synced: never a hole, never a damaged record.</td></tr>
 * <tr><td>WAL-5</td><td>A torn tail is dropped. Damage before the last sync is fatal and named.</td></tr>
 * <tr><td>WAL-6</td><td>Opening makes the accepted tail durable before anything new is acknowledged.</td></tr>
 * <tr><td>WAL-7</td><td>Failure is sticky: after a failed append or sync the instance refuses further work; nothing is
 * retried.</td></tr>
 * <tr><td>WAL-8</td><td>Lack of space is announced while there is still room, and is never a crash.</td></tr>
 * <tr><td>WAL-9</td><td>Space is given back in whole segments, never above the mark given to release.</td></tr>
 * <tr><td>WAL-10</td><td>A record up to the declared limit is taken whole; a larger one is refused whole.</td></tr>
 * </table>
 */
package io.kvorum.spi.wal;
