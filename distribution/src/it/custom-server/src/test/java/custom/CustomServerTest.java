package custom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvorum.server.Kvorum;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class CustomServerTest {
    @Test
    void itServesFromItsOwnStorage() throws Exception {
        try (Kvorum server = Kvorum.embedded()
                .inMemory()
                .setting("storage", "tree")
                .port(0)
                .start()) {
            post(server, "put", "{\"key\": \"Zm9v\", \"value\": \"YmFy\"}");
            String found = post(server, "range", "{\"key\": \"Zm9v\"}");
            assertTrue(found.contains("\"value\":\"YmFy\""), found);
        }
    }

    @Test
    void neitherMapDbNorChronicleIsOnItsClassPath() {
        for (String type : new String[] {"org.mapdb.DB", "net.openhft.chronicle.queue.ChronicleQueue"}) {
            assertThrows(ClassNotFoundException.class, () -> Class.forName(type));
        }
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        assertFalse(classPath.contains("mapdb"), classPath);
        assertFalse(classPath.contains("chronicle"), classPath);
    }

    private static String post(Kvorum server, String call, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.clientEndpoint() + "/v3/kv/" + call))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return response.body();
    }
}
