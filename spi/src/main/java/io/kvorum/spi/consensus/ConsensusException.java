package io.kvorum.spi.consensus;

/** A request to the algorithm failed in one of the ways the world can; carries no stack trace, as it is an answer. */
public final class ConsensusException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ProposalFailure failure;

    public ConsensusException(ProposalFailure failure) {
        super(failure.toString(), null, false, false);
        this.failure = failure;
    }

    public ProposalFailure failure() {
        return failure;
    }
}
