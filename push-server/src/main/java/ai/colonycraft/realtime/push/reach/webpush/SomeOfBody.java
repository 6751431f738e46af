package ai.colonycraft.realtime.push.reach.webpush;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Reads the beginning of a body, in which a push service says what is wrong, and no more of it. */
final class SomeOfBody implements HttpResponse.BodySubscriber<String> {

  private static final int MOST_BYTES = 512;

  private final CompletableFuture<String> body = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private Flow.Subscription subscription;

  @Override
  public CompletionStage<String> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    subscription = begun;
    begun.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] some = new byte[Math.min(buffer.remaining(), MOST_BYTES - text.length())];
      buffer.get(some);
      // Whatever it is, it is shown as printable characters, one a byte.
      text.append(new String(some, StandardCharsets.US_ASCII));
    }
    if (text.length() < MOST_BYTES) {
      subscription.request(1);
    } else {
      subscription.cancel();
      body.complete(text.toString());
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.complete(text.toString());
  }

  @Override
  public void onComplete() {
    body.complete(text.toString());
  }
}
