/**
 * Talk among members: messages that may be lost, calls that are answered, snapshots with back-pressure.
 *
 * <table>
 * <caption>Rules that every transport keeps; module {@code tck} has a test for each</caption>
 * <tr><td>PEER-1</td><td>{@code send} neither blocks nor throws.</td></tr>
 * <tr><td>PEER-2</td><td>A message may be dropped, delayed or duplicated; it is never altered.</td></tr>
 * <tr><td>PEER-3</td><td>Order per pair of members, channel and urgency, while a connection lives.</td></tr>
 * <tr><td>PEER-4</td><td>Members of other clusters and removed members are rejected. A sender of the same cluster that is
 * not in the membership is heard and can be answered, as the membership may be older than the sender; how many of them is
 * bounded, and the next membership forgets them. Strangers, who know no cluster yet, may only call channels
 * {@code members} and {@code version}.</td></tr>
 * <tr><td>PEER-5</td><td>Snapshots travel on a stream of their own, with back-pressure.</td></tr>
 * <tr><td>PEER-6</td><td>A call ends as an answer, as unreachable (certainly not handled) or as unknown.</td></tr>
 * <tr><td>PEER-7</td><td>A member that is not where the membership says is found where it advertises to be, as soon as it
 * has reached this one: what was committed last may be known to neither of them.</td></tr>
 * </table>
 */
package io.kvorum.spi.peer;
