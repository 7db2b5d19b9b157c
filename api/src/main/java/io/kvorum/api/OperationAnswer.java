package io.kvorum.api;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;

/** The answer to one operation of a transaction. Immutable. */
public sealed interface OperationAnswer permits RangeAnswer, PutAnswer, DeleteRangeAnswer, TxnAnswer {
    /** As {@link Answer#encodedSize()}. */
    int encodedSize();

    /** As {@link Answer#encodeTo}. */
    void encodeTo(CodedOutputStream out) throws IOException;
}
