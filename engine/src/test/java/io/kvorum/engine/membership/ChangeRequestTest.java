package io.kvorum.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.MembershipChange;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeRequestTest {
    private static final MemberId ID = new MemberId(-5);

    @Test
    void everyChangeComesBackAsItWasSent() {
        List<MembershipChange> changes = List.of(
                new MembershipChange.Add(new Member(ID, List.of("http://a:1", "http://b:1"), true)),
                new MembershipChange.Add(new Member(ID, List.of("http://a:1"), false)),
                new MembershipChange.Promote(ID),
                new MembershipChange.Remove(ID),
                new MembershipChange.UpdateAddresses(ID, List.of("http://c:1")));
        for (MembershipChange change : changes) {
            ChangeRequest request = new ChangeRequest(change, ChangeRequest.context(new MemberId(7), 42));

            assertThat(ChangeRequest.decode(request.encode())).isEqualTo(request);
        }
    }

    @Test
    void contextsDifferByMemberAndRequest() {
        assertThat(List.of(
                        ChangeRequest.context(new MemberId(1), 1),
                        ChangeRequest.context(new MemberId(1), 2),
                        ChangeRequest.context(new MemberId(2), 1)))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatIsNoRequestIsRefused() {
        byte[] odd = new ChangeRequest(new MembershipChange.Remove(ID), ChangeRequest.context(ID, 1))
                .encode()
                .toByteArray();
        odd[0] = 9;

        assertThatThrownBy(() -> ChangeRequest.decode(Bytes.wrap(odd))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ChangeRequest.decode(Bytes.wrap(odd, 0, 9)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
