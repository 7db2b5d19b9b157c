/**
 * Contract tests for plug-ins: one abstract class per port, to be extended by the author of a part.
 *
 * <p>The name of a test carries the rule it holds: {@code required_sto1_…} must pass, {@code optional_…} may be skipped
 * by a part that says it cannot. A test that needs help from the part (an injected failure, a damaged file) asks for it
 * through a method that may be overridden; where that help is missing the test is reported as skipped, with the reason.
 *
 * <p><i>Crash</i> means: stop using the instance without closing it, copy its directory, open the copy.
 */
package io.kvorum.tck;
