package io.kvorum.docs.examples;

// region page
import io.kvorum.server.Kvorum;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

public final class Embedding {
    public static void main(String[] arguments) throws Exception {
        try (Kvorum server = Kvorum.embedded().inMemory().port(0).start()) {
            URI put = URI.create(server.clientEndpoint() + "/v3/kv/put");
            String body = "{\"key\": \"Zm9v\", \"value\": \"YmFy\"}";
            HttpRequest request = HttpRequest.newBuilder(put)
                    .POST(BodyPublishers.ofString(body))
                    .build();
            System.out.println(HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body());
        }
    }
}
// endregion
