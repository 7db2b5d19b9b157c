/**
 * The default write-ahead log, on Chronicle Queue.
 *
 * <p>Chronicle does one thing here: it puts records into a mapped, preallocated file without allocating. Everything that
 * a promise rests on is ours: checksum and sequence number in each record, {@code FileChannel.force} as the only barrier,
 * one queue per segment and a new segment at every start, so that nothing is ever appended behind a torn tail.
 *
 * <table>
 * <caption>Layout of the directory</caption>
 * <tr><td>{@code LOCK}</td><td>locked while the log is open; holds the pid of the process that has it</td></tr>
 * <tr><td>{@code FORMAT}</td><td>version of this layout and identity of the log</td></tr>
 * <tr><td>{@code seg-<n>}</td><td>segment n, 16 hexadecimal digits: one {@code .cq4} file, and
 * {@code metadata.cq4t}, which Chronicle needs while it appends and nobody reads later</td></tr>
 * </table>
 *
 * <p>Each record is one document of the queue. Document 0 is the segment's identity, written and forced when the segment
 * is prepared; document 1 is the segment head, written when the segment is first used; then come the records, with dense
 * sequence numbers. Reading walks the documents through an ordinary file channel: Chronicle never opens an old file, so
 * damage in it meets our checks only.
 */
package io.kvorum.wal.chronicle;
