/**
 * The state as a file of logical rows: written once from a frozen view, read by any number of senders, taken over by
 * members with other backends (design §5).
 *
 * <pre>
 * file   := magic (8 bytes) chunk* end
 * chunk  := length (4 bytes, not 0) · CRC-32C of the payload (4 bytes) · payload
 * payload:= row*        a row never spans two chunks
 * row    := keyspace name length (1) · name · key length (2) · key · value length (4) · value
 * end    := 0 (4 bytes) · number of rows (8 bytes) · SHA-256 of everything before (32 bytes)
 * </pre>
 */
package io.kvorum.engine.snapshot;
