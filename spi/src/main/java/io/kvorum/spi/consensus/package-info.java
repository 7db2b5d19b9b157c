/**
 * Consensus: one sequence of entries for all members, and the machine that it drives.
 *
 * <table>
 * <caption>Rules that every algorithm keeps; module {@code tck} has a test for each</caption>
 * <tr><td>CON-1</td><td>Every member is given the same sequence of entries.</td></tr>
 * <tr><td>CON-2</td><td>Indexes ascend without gap; each entry is delivered exactly once after
 * {@code applied()}.</td></tr>
 * <tr><td>CON-3</td><td>Acceptance is silent; commitment is {@code apply}.</td></tr>
 * <tr><td>CON-4</td><td>Failures are typed, and {@code Unknown} says that the command may still commit.</td></tr>
 * <tr><td>CON-5</td><td>{@code readIndex} is no older than any write acknowledged before the call.</td></tr>
 * <tr><td>CON-6</td><td>The log is released only below what {@code makeDurable} reported.</td></tr>
 * <tr><td>CON-7</td><td>Callbacks come from the machine's lane, one at a time.</td></tr>
 * <tr><td>CON-8</td><td>A follower forwards proposals and read requests to the leader.</td></tr>
 * <tr><td>CON-9</td><td>One {@code propose} commits at most once, although messages may be duplicated.</td></tr>
 * <tr><td>CON-10</td><td>Decisions of a leader alone carry the term they were made in; the machine drops them when the
 * entry's term differs. The algorithm therefore delivers each entry with the term it was appended in.</td></tr>
 * </table>
 */
package io.kvorum.spi.consensus;
