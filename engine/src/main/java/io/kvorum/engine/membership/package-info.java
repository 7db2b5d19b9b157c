/** Changes of membership: what the asked member checks, what the leader checks, and how one follows the other. */
package io.kvorum.engine.membership;
