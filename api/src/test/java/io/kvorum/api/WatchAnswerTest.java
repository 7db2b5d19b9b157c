package io.kvorum.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.kvorum.api.etcdserverpb.ResponseHeader;
import io.kvorum.api.etcdserverpb.WatchResponse;
import io.kvorum.api.mvccpb.Event;
import io.kvorum.api.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WatchAnswerTest {
    private static final Header HEADER = new Header(1, 2, 30, 4);
    private static final ResponseHeader HEADER_MESSAGE = HEADER.toMessage();

    private static Event event(int number, boolean delete) {
        ByteString key = ByteString.copyFromUtf8("key" + number);
        // Values long enough for lengths of two bytes, every third time.
        ByteString value = ByteString.copyFrom(new byte[number % 3 == 0 ? 200 : number % 100]);
        if (delete) {
            return Event.newBuilder()
                    .setType(Event.EventType.DELETE)
                    .setKv(KeyValue.newBuilder().setKey(key).setModRevision(number + 2))
                    .build();
        }
        return Event.newBuilder()
                .setKv(KeyValue.newBuilder()
                        .setKey(key)
                        .setModRevision(number + 2)
                        .setValue(value))
                .build();
    }

    private static List<Event> batch(List<Boolean> deletes) {
        return IntStream.range(0, deletes.size())
                .mapToObj(i -> event(i, deletes.get(i)))
                .toList();
    }

    private static EncodedEvents encoded(List<Event> events) {
        return EncodedEvents.of(events.stream().map(Event::toByteString).toList());
    }

    private static void assertSame(WatchAnswer answer, WatchResponse message) {
        assertThat(answer.toByteArray()).isEqualTo(message.toByteArray());
        assertThat(answer.encodedSize()).isEqualTo(message.getSerializedSize());
        assertThat(answer.toMessage()).isEqualTo(message);
    }

    @Property(tries = 300)
    void anyAnswer(
            @ForAll long id,
            @ForAll boolean created,
            @ForAll boolean canceled,
            @ForAll long compactRevision,
            @ForAll boolean fragment,
            @ForAll @Size(max = 30) List<Boolean> deletes) {
        String reason = canceled ? "because é" : "";
        List<Event> events = batch(deletes);
        assertSame(
                new WatchAnswer(HEADER, id, created, canceled, compactRevision, reason, fragment, encoded(events)),
                WatchResponse.newBuilder()
                        .setHeader(HEADER_MESSAGE)
                        .setWatchId(id)
                        .setCreated(created)
                        .setCanceled(canceled)
                        .setCompactRevision(compactRevision)
                        .setCancelReason(reason)
                        .setFragment(fragment)
                        .addAllEvents(events)
                        .build());
    }

    @Property(tries = 300)
    void partsOfABatch(
            @ForAll @Size(min = 1, max = 30) List<Boolean> deletes,
            @ForAll @IntRange(max = 30) int one,
            @ForAll @IntRange(max = 30) int other) {
        List<Event> events = batch(deletes);
        int first = Math.min(Math.min(one, other), events.size());
        int end = Math.min(Math.max(one, other), events.size());
        EncodedEvents part = encoded(events).slice(first, end);

        assertThat(part.count()).isEqualTo(end - first);
        assertThat(part.isEmpty()).isEqualTo(first == end);
        WatchResponse message = WatchResponse.newBuilder()
                .addAllEvents(events.subList(first, end))
                .build();
        assertThat(part.block()).isEqualTo(message.toByteString());
        for (int i = 0; i < part.count(); i++) {
            ByteString event = events.get(first + i).toByteString();
            assertThat(part.event(i)).isEqualTo(event);
            assertThat(part.encodedSize(i)).isEqualTo((int) Wire.delimitedSize(11, event.size()));
        }
        assertThat(part.slice(0, part.count()).block()).isEqualTo(part.block());
        if (part.count() > 1) {
            assertThat(part.slice(1, part.count()).event(0)).isEqualTo(part.event(1));
        }
    }

    @Property(tries = 300)
    void filtersDropKinds(@ForAll @Size(max = 30) List<Boolean> deletes) {
        List<Event> events = batch(deletes);
        EncodedEvents all = encoded(events);
        List<Event> puts = new ArrayList<>(events);
        puts.removeIf(event -> event.getType() == Event.EventType.DELETE);
        List<Event> deletions = new ArrayList<>(events);
        deletions.removeAll(puts);

        assertThat(all.filtered(false, false)).isSameAs(all);
        assertThat(all.filtered(true, true).isEmpty()).isTrue();
        assertThat(all.filtered(true, false).block())
                .isEqualTo(encoded(deletions).block());
        assertThat(all.filtered(false, true).block()).isEqualTo(encoded(puts).block());
    }

    @Test
    void indexesAreChecked() {
        EncodedEvents part = encoded(batch(List.of(true, false, true))).slice(1, 2);
        assertThatThrownBy(() -> part.event(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> part.event(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> part.slice(0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> part.slice(1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void usualAnswers() {
        WatchResponse.Builder withHeader = WatchResponse.newBuilder().setHeader(HEADER_MESSAGE);
        assertSame(
                WatchAnswer.created(HEADER, 7),
                withHeader.clone().setWatchId(7).setCreated(true).build());
        assertSame(
                WatchAnswer.canceled(HEADER, 7),
                withHeader.clone().setWatchId(7).setCanceled(true).build());
        assertSame(
                WatchAnswer.refused(HEADER, WatchAnswer.DUPLICATE_WATCH_ID),
                withHeader
                        .clone()
                        .setWatchId(-1)
                        .setCreated(true)
                        .setCanceled(true)
                        .setCancelReason("mvcc: duplicate watch ID provided on the WatchStream")
                        .build());
        assertThat(WatchAnswer.EMPTY_RANGE).isEqualTo("mvcc: watcher range is empty");
        assertSame(
                WatchAnswer.compacted(HEADER.withRevision(0), 7, 12),
                WatchResponse.newBuilder()
                        .setHeader(HEADER_MESSAGE.toBuilder().setRevision(0))
                        .setWatchId(7)
                        .setCanceled(true)
                        .setCompactRevision(12)
                        .build());
        assertSame(
                WatchAnswer.progress(HEADER, WatchAnswer.NO_WATCHER),
                withHeader.clone().setWatchId(-1).build());
        Event event = event(1, true);
        assertSame(
                WatchAnswer.fragment(HEADER, 0, true, encoded(List.of(event))),
                withHeader.clone().setFragment(true).addEvents(event).build());
        assertSame(
                WatchAnswer.events(HEADER, 0, encoded(List.of(event))),
                withHeader.clone().addEvents(event).build());
    }
}
