/** From a caller to the log and back: checks on the caller's thread, the table of those who wait, grouped replies. */
package io.kvorum.engine.admission;
