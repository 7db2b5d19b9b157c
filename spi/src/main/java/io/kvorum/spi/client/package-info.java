/**
 * Transports for clients: they turn bytes on a socket into calls of the service interfaces of module {@code api}.
 *
 * <table>
 * <caption>Rules that every client transport keeps</caption>
 * <tr><td>CLI-1</td><td>Each error code maps through one table.</td></tr>
 * <tr><td>CLI-2</td><td>A cancelled call cancels the work.</td></tr>
 * <tr><td>CLI-3</td><td>A slow watch client slows nobody else.</td></tr>
 * <tr><td>CLI-4</td><td>Unary handlers never block a transport thread.</td></tr>
 * </table>
 */
package io.kvorum.spi.client;
